import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { keepStepTimes, stepTimes } from '../../src/engine/step-times.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-times-'));
const kept = join(folder, 'state');
afterAll(() => rmSync(folder, { recursive: true }));
const step = (name: string, code: number | null, durationMs: number) => ({ name, command: [], code, durationMs });

it('keeps of each rung how long steps took that went well', () => {
  const project = join(folder, 'project');
  expect(stepTimes(kept, project, 'zig')).toEqual({});
  keepStepTimes(kept, project, 'zig', [step('build', 0, 53_000), step('run', 1, 5), step('pack', null, 7)]);
  keepStepTimes(kept, project, 'zig', [step('build', 0, 800)]);
  keepStepTimes(kept, project, 'alpine', [step('pull', 0, 9)]);
  expect(stepTimes(kept, project, 'zig')).toEqual({ build: 800 });
  expect(stepTimes(kept, project, 'alpine')).toEqual({ pull: 9 });
});

it('takes what is damaged for nothing', () => {
  for (const text of ['{"zig":{"build":"long","run":3}}', '{"zig":7}', '[', 'null']) {
    writeFileSync(join(kept, 'step-times.json'), text);
    expect(stepTimes(kept, join(folder, 'project'), 'zig')).toEqual(text.includes('run') ? { run: 3 } : {});
  }
});
