/** Where somebody else can change what lies in the folder of logs and kept builds, nothing is written, removed or obeyed there. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogFile } from '../../src/build/log/log-file.js';
import { buildProject } from '../../src/build/project/build-project.js';
import { buildKept } from '../../src/engine/build-kept.js';
import { keptFolder } from '../../src/engine/kept-build.js';
import { loadProject } from '../../src/engine/load-project.js';
import { recentLogs } from '../../src/engine/recent-logs.js';
import { keepStepTimes } from '../../src/engine/step-times.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { checkSettings } from '../../src/settings/check-settings.js';
import { buildResult } from '../support/build-result.js';
import { someFacts } from '../support/facts.js';

vi.mock('../../src/build/project/build-project.js');

const oldLog = (number: number): string => `2020-01-01T00-00-00-000Z-zig-${number}.log`;
let base: string;
let project: string;
let victim: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-state-'));
  project = join(base, 'project');
  victim = join(base, 'victim');
  for (const each of [project, victim]) mkdirSync(each);
  writeFileSync(join(project, 'a.c'), 'int main(void) { return 0; }\n');
  // More than are kept, so that the oldest would go.
  for (let number = 0; number < 50; number += 1) writeFileSync(join(victim, oldLog(number)), 'theirs');
  vi.spyOn(process, 'cwd').mockReturnValue(project);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(base, { recursive: true, force: true });
});

const states: readonly (readonly [string, () => string])[] = [
  ['a folder that others can write to', () => join(base, 'shared')],
  ['a folder of the project', () => join(project, '.state')],
];

describe.each(states)('%s', (_, stateHome) => {
  let kept: string;
  let env: { readonly XDG_STATE_HOME: string };
  beforeEach(() => {
    const state = join(stateHome(), 'musl-wizard');
    mkdirSync(state, { recursive: true });
    for (const name of ['builds', 'logs']) symlinkSync(victim, join(state, name));
    if (stateHome().startsWith(join(base, 'shared'))) chmodSync(state, 0o777);
    kept = keptFolder(state, project);
    env = { XDG_STATE_HOME: stateHome() };
  });
  const untouched = () => expect(readdirSync(victim)).toHaveLength(50);

  it.each(['passed', 'failed'] as const)('gets nothing of a build that %s', async (outcome) => {
    vi.mocked(buildProject).mockResolvedValue(buildResult({ outcome }));
    await buildKept({
      kept,
      folder: project,
      output: join(project, 'dist-static'),
      project: chooseBuild(await loadProject(project)),
      setup: { rung: 'glibc-static', upx: false, options: {} },
      examination: { facts: someFacts(), findings: [] },
      args: [],
      env,
      timeoutMs: 1,
      keep: false,
      signal: new AbortController().signal,
      onEvent: () => {},
    });
    keepStepTimes(kept, project, 'zig', [{ name: 'make', command: [], code: 0, durationMs: 5 }]);
    untouched();
  });

  it('gets no log, loses none, and none in it is taken for one of this program', () => {
    const fallback = join(base, 'fallback');
    mkdirSync(fallback);
    const log = createLogFile(env, fallback, 'zig');
    expect(dirname(log)).toBe(fallback);
    expect(existsSync(log)).toBe(true);
    untouched();
    expect(recentLogs(project, env)).toEqual([]);
  });

  it('gets no log in its place where others could put a link in that of the log', () => {
    const fallback = join(base, 'open');
    mkdirSync(fallback);
    chmodSync(fallback, 0o777);
    const log = createLogFile(env, fallback, 'zig');
    expect(dirname(log)).toMatch(/^(?:\/var)?\/tmp$/);
    rmSync(log);
  });

  it('is refused before rungs are tried', () => {
    const state = join(stateHome(), 'musl-wizard');
    expect(() => checkSettings(join(base, 'config'), state, project)).toThrow(/can write to the folder of kept builds/);
  });
});
