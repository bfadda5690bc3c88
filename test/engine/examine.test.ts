import { expect, it } from 'vitest';
import type { ExamineEvent } from '../../src/engine/examination.js';
import { type ExamineOptions, examine } from '../../src/engine/examine.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import type { Captures } from '../../src/machine/capture.js';
import type { ReadOptions } from '../../src/machine/machine.js';
import { captured } from '../support/captures.js';

const answers = captured({
  'run:uname -rm': [0, '6.1.0 x86_64'],
  'cgroup:memory.max': '/sys/fs/cgroup\t314572800',
  'file:/proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n',
});

/** Examines a machine with these answers; also which keys it was asked for, and by when. */
const run = async (options: Omit<ExamineOptions, 'signal'>, given: Captures = answers) => {
  const asked: string[] = [];
  const limits: ReadOptions[] = [];
  const events: ExamineEvent[] = [];
  const examination = await examine(
    {
      target: 'local',
      collector: 'node',
      collectedAt: '2026-01-01T00:00:00.000Z',
      async *read(keys, { signal: _, ...limit }) {
        asked.push(...keys);
        limits.push(limit as ReadOptions);
        for (const key of keys) yield [key, given[key] ?? { ok: false, error: 'ENOENT' }] as const;
      },
    },
    { signal: new AbortController().signal, onEvent: (event) => events.push(event), ...options },
  );
  return { asked, limits, events, examination };
};
const kinds = (keys: readonly string[]) => new Set(keys.map((key) => key.split(':')[0]));

it('asks for everything, in the time of the machine, and says so at the end', async () => {
  const { asked, limits, events, examination } = await run({});
  for (const kind of ['fetch', 'foreign', 'run']) expect(kinds(asked)).toContain(kind);
  expect(limits).toEqual([{}]);
  expect(events.at(-1)).toEqual({ type: 'examined', examination });
  expect(examination.machine).toMatchObject({
    target: 'local',
    collector: 'node',
    collectedAt: '2026-01-01T00:00:00.000Z',
  });
  expect(events.filter(({ type }) => type === 'domain')).toHaveLength(13);
});

it('takes the time that is given', async () => {
  expect((await run({ deadlineMs: 5 })).limits).toEqual([{ deadlineMs: 5 }]);
});

it('reads once more with time what was late, where a rung hangs on it and somebody is to build', async () => {
  const late = { ...answers, 'which:musl-gcc': { ok: false, error: 'timeout' } } as const;
  expect((await run({}, late)).limits).toEqual([{}]);
  const { limits, events, examination } = await run({ patient: true }, late);
  expect(limits).toEqual([{}, { patience: 4 }]);
  expect(events.filter(({ type }) => type === 'examined')).toEqual([{ type: 'examined', examination }]);
  // That there is none is an answer.
  expect((await run({ patient: true })).limits).toEqual([{}]);
});

it('reaches no server offline, and leaves no trace read-only', async () => {
  const offline = kinds((await run({ policy: { ...defaultPolicy, offline: true } })).asked);
  expect(offline).not.toContain('fetch');
  expect(offline).toContain('foreign');
  const readOnly = (await run({ readOnly: true })).asked;
  for (const kind of ['fetch', 'foreign']) expect(kinds(readOnly)).not.toContain(kind);
  expect(readOnly.filter((key) => key.startsWith('run:podman '))).toEqual([]);
});

it('reads some domains, with what every fix hangs on; the rest is skipped, not absent', async () => {
  const { asked, examination } = await run({ domains: ['memory'] });
  expect(asked).toContain('file:/proc/meminfo');
  expect(asked).toContain('run:uname -rm');
  expect(asked).not.toContain('which:zig');
  expect(examination.captures['which:zig']).toBeUndefined();
  const said = examination.findings.map(({ id }) => id);
  expect(said).toContain('memory-too-low');
  expect(said.filter((id) => id.startsWith('toolchain-'))).toEqual(['toolchain-unknown']);
});

it('says of what is supposed nothing that was read', async () => {
  const read = await run({});
  const lines = (findings: typeof read.examination.findings) =>
    findings.filter(({ id }) => id === 'memory-too-low').flatMap(({ evidence }) => evidence);
  expect(lines(read.examination.findings).join()).toContain('cgroup:memory.max');
  const supposed = await run({ whatIf: [{ path: 'memory.effectiveBytes', value: 1 << 20 }] });
  expect(supposed.examination.facts.memory.effectiveBytes).toBe(1 << 20);
  expect(lines(supposed.examination.findings).length).toBeGreaterThan(0);
  expect(lines(supposed.examination.findings).join()).not.toContain('cgroup:memory.max');
});
