import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { interpret } from '../../src/probes/interpret.js';

const unknownFacts = interpret({});
const GiB = 1024 ** 3;
const killed = 'collect2: fatal error: ld terminated with signal 9 [Killed]\n';
const withMemory = (limitBytes: number | null, effectiveBytes: number) =>
  explainText(killed, {
    facts: { ...unknownFacts, memory: { ...unknownFacts.memory, limitBytes, effectiveBytes } },
  }).diagnoses[0];

it('a limit of 1 GiB makes a kill a matter of memory, with the figure', () => {
  const found = withMemory(GiB, GiB);
  expect(found?.cause).toBe('oom-killed');
  expect(found?.why).toMatch(/limited to 1(\.0)? GiB/);
  expect(found?.confidence).toBeGreaterThan(0.9);
});

it('with 24 GiB free something else killed it', () => {
  const found = withMemory(null, 24 * GiB);
  expect(found?.why).toMatch(/something else may have killed/);
  expect(found?.confidence).toBeLessThan(0.5);
});

it('unknown facts change nothing', () => {
  expect(explainText(killed, { facts: unknownFacts })).toEqual(explainText(killed));
});
