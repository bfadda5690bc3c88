import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf, StepRunner } from '../../src/build/step-runner.js';
import { explainText } from '../../src/explain/explain.js';

describe('a step whose program is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-failure-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = async (program: string) => {
    const logFile = join(folder, program);
    const { signal } = new AbortController();
    const env = { PATH: '/nonexistent' };
    const runner = new StepRunner({ cwd: folder, env, logFile, signal, timeoutMs: 10_000, onEvent: () => {} });
    const ran = await runner.run({ name: 'configure', argv: [program] });
    return { failure: failureOf('configure', ran, program), ...explainText(readFileSync(logFile, 'utf8')) };
  };

  it.each([
    ['cmake', 'cmake-missing'],
    ['make', 'make-missing'],
    ['c++', 'cxx-compiler-missing'],
    ['autoreconf', 'autotools-missing'],
  ])('%s is named, and is the cause that explain finds in the log', async (program, cause) => {
    const { failure, diagnoses } = await run(program);
    expect(failure).toBe(`The step "configure" could not start: ${program} was not found.`);
    expect(diagnoses.map((each) => each.cause)).toEqual([cause]);
  });

  it('is an error in the log, also where its name says nothing', async () => {
    const { diagnoses, unknown } = await run('frobnicate');
    expect(diagnoses.filter(({ general }) => !general)).toEqual([]);
    expect(unknown.map(({ excerpt }) => excerpt)).toEqual([expect.stringContaining('frobnicate: cannot be started')]);
  });
});
