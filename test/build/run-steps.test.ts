import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PlannedStep, StepOutcome } from '../../src/build/plan.js';
import type { Ran } from '../../src/build/processes/run-logged.js';
import { runSteps } from '../../src/build/run-steps.js';

const ran = (over: Partial<Ran> = {}): Ran =>
  ({ code: 0, signal: null, error: null, cancelled: false, timedOut: false, flooded: false, tail: '', ...over }) as Ran;
const step = (name: string, over: Partial<PlannedStep> = {}): PlannedStep => ({ name, argv: [name], ...over });
const reads = (outcome: StepOutcome): Partial<PlannedStep> => ({ read: () => outcome });

/** Takes steps that end as `ends` has it by name, else well. */
const take = async (steps: readonly PlannedStep[], ends: Readonly<Record<string, Partial<Ran>>> = {}) => {
  const [started, ahead]: [string[], string[][]] = [[], []];
  const taken = await runSteps(
    {
      tellAhead: (left) => void ahead.push(left.map(({ name }) => name)),
      run: async ({ name }) => {
        started.push(name);
        return ran(ends[name]);
      },
    },
    steps,
  );
  return { ...taken, started, ahead };
};

it('takes the steps in turn, and those that an output asks for before the rest', async () => {
  const steps = [step('a', reads({ steps: [step('a1'), step('a2')] })), step('b')];
  const { stop, started, ahead } = await take(steps);
  expect(stop).toBeNull();
  expect(started).toEqual(['a', 'a1', 'a2', 'b']);
  expect(ahead).toEqual([['b'], ['a2', 'b'], ['b'], []]);
});

it.each([
  [{ code: 2 }, 'failed', 'The step "b" failed with 2.'],
  [{ code: null, signal: 'SIGKILL' }, 'failed', 'The step "b" was killed by SIGKILL.'],
  [{ code: null, error: 'ENOENT' }, 'failed', 'The step "b" could not start: b was not found.'],
  [{ code: null, timedOut: true }, 'timeout', 'The step "b" timed out.'],
  [{ code: null, cancelled: true }, 'cancelled', 'It was cancelled.'],
  [{ code: null, cancelled: true, timedOut: true }, 'cancelled', 'It was cancelled.'],
] as const)('ends at the first step that does not end well: %j', async (end, outcome, reason) => {
  const { stop, started } = await take([step('a'), step('b', reads({ products: ['x'] })), step('c')], {
    b: end as Partial<Ran>,
  });
  expect(stop).toMatchObject({ outcome, reason });
  expect(started).toEqual(['a', 'b']);
});

it('takes what was planned in the place of an answer that an optional step did not give', async () => {
  const optional = step('ask', {
    optional: true,
    otherwise: [step('else')],
    ...reads({ steps: [step('answered')], products: ['x'] }),
  });
  expect(await take([optional, step('end')])).toMatchObject({ stop: null, started: ['ask', 'answered', 'end'] });
  const failed = await take([optional, step('end')], { ask: { code: 1 } });
  // An answer of what failed is none.
  expect(failed).toMatchObject({ stop: null, started: ['ask', 'else', 'end'], reported: { products: [] } });
  expect(await take([step('ask', { optional: true }), step('end')], { ask: { code: 1 } })).toMatchObject({
    started: ['ask', 'end'],
  });
});

it('ends where an output says so, with what was learned until then', async () => {
  const stop = { outcome: 'blocked', reason: 'Not here.', findings: [] } as const;
  const { started, ...taken } = await take([step('a', reads({ stop, record: { options: { jobs: 2 } } })), step('b')]);
  expect(started).toEqual(['a']);
  expect(taken).toMatchObject({ stop, record: { options: { jobs: 2 } } });
});

it('keeps what each output says: the last of programs and keys, all of notices', async () => {
  const image = { name: 'x', digest: null };
  const { record, reported, notices } = await take([
    step('a', reads({ record: { image }, products: ['old'], started: ['./gen'], notices: ['one'] })),
    step('b', reads({ record: { options: { jobs: 3 } }, products: ['new'], notices: ['two'] })),
    step('c', reads({})),
  ]);
  expect(record).toEqual({ image, options: { jobs: 3 } });
  expect(reported).toEqual({ products: ['new'], started: ['./gen'] });
  expect(notices).toEqual(['one', 'two']);
});

it('reads what a step left by the names that it asks for, and of a step that leaves nothing nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-run-steps-'));
  try {
    writeFileSync(join(folder, 'a.json'), '1');
    writeFileSync(join(folder, 'b.txt'), '2');
    const seen: [string, [string, string][]][] = [];
    const read = (tail: string, left: ReadonlyMap<string, string> = new Map()) => {
      seen.push([tail, [...left]]);
      return {};
    };
    await take([step('a', { read, leaves: { folder, names: /\.json$/ } }), step('b', { read })], {
      a: { tail: 'said' },
    });
    expect(seen).toEqual([
      ['said', [['a.json', '1']]],
      ['', []],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('notes a link that will need shared libraries, also of a build that fails later', async () => {
  const tail =
    "ld: warning: Using 'getpwnam' in statically linked applications requires at runtime the shared libraries";
  const noted = ['canary-glibc-static-needs-shared-libs'];
  expect((await take([step('a')], { a: { tail } })).findings).toEqual(noted);
  expect((await take([step('a'), step('b')], { a: { tail }, b: { code: 1 } })).stop?.findings).toEqual(noted);
  expect((await take([step('a')], { a: { tail: 'in statically linked applications' } })).findings).toEqual([]);
});
