import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount, evaluate, type Truth } from '../../src/flow/condition.js';
import type { Condition } from '../../src/flow/condition-schema.js';
import { seen } from './support.js';

const machine = seen({
  pids: { limit: 100, effective: null },
  nix: { features: ['flakes'] },
  container: { kind: 'docker' },
});
const yes: Condition = { fact: 'pids.limit', is: 100 };
const no: Condition = { fact: 'pids.limit', is: 1 };
const unknown: Condition = { fact: 'pids.effective', gt: 1 };

describe('one fact', () => {
  it.each<[Condition, Truth]>([
    [yes, 'yes'],
    [no, 'no'],
    [unknown, 'unknown'],
    [{ fact: 'pids.limit', lt: 101 }, 'yes'],
    [{ fact: 'pids.limit', lte: 99 }, 'no'],
    [{ fact: 'pids.limit', gte: 100 }, 'yes'],
    [{ fact: 'pids.limit', not: 100 }, 'no'],
    [{ fact: 'pids.limit', known: true }, 'yes'],
    [{ fact: 'pids.effective', known: true }, 'no'],
    [{ fact: 'container.kind', in: ['docker', 'podman'] }, 'yes'],
    [{ fact: 'nix.features', has: 'flakes' }, 'yes'],
    [{ fact: 'nix.features', has: 'nix-command' }, 'no'],
    [{ fact: 'no.such.fact', is: 1 }, 'unknown'],
    [{ fact: '__proto__.polluted', known: true }, 'no'],
    [{ fact: 'network.endpoints.nix-cache.state', is: 'ok' }, 'yes'],
    [{ fact: 'network.endpoints.nowhere.state', is: 'ok' }, 'unknown'],
    [{ finding: 'x' }, 'no'],
    [{ rung: 'zig', is: 'ready' }, 'unknown'],
  ])('%j is %s', (condition, truth) => {
    expect(evaluate(condition, machine).truth).toBe(truth);
  });
});

describe('Kleene logic', () => {
  const atom = fc.constantFrom(yes, no, unknown);
  const truth = (condition: Condition) => evaluate(condition, machine).truth;
  it('obeys De Morgan', () => {
    fc.assert(
      fc.property(fc.array(atom, { minLength: 1, maxLength: 5 }), (several) => {
        expect(truth({ not: { all: several } })).toBe(truth({ any: several.map((one): Condition => ({ not: one })) }));
      }),
    );
  });
  it('is unknown only if nothing known decides it', () => {
    expect(truth({ all: [unknown, no] })).toBe('no');
    expect(truth({ any: [unknown, yes] })).toBe('yes');
    expect(truth({ all: [unknown, yes] })).toBe('unknown');
    expect(truth({ not: unknown })).toBe('unknown');
  });
});

it('reads bounds with units', () => {
  expect(amount('1.5GiB')).toBe(1.5 * 2 ** 30);
  expect(amount('2KiB')).toBe(2048);
  expect(amount(7)).toBe(7);
});
