import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { readyAfter } from '../../src/ladder/order.js';
import { type RungId, rungIds } from '../../src/rungs/registry.js';

const verdicts = (...ready: RungId[]) =>
  rungIds.map((id) => ({ id, verdict: ready.includes(id) ? 'ready' : 'impossible', because: [] }) as const);

describe('the rung after one that failed', () => {
  it.each([
    ['alpine', ['alpine', 'zig', 'glibc-static'], 'zig'],
    ['alpine', ['alpine', 'glibc-static'], 'glibc-static'],
    ['zig', ['zig', 'musl-gcc', 'glibc-static'], 'musl-gcc'],
    ['glibc-static', ['alpine', 'glibc-static'], 'alpine'],
    ['glibc-static', ['glibc-static'], null],
  ] as const)('%s, of %j: %s', (failed, ready, next) => {
    expect(readyAfter(failed, defaultPolicy, verdicts(...ready))).toBe(next);
  });

  it('passes over what does not fit the project, the failed one among it', () => {
    const all = verdicts('alpine', 'zig', 'musl-gcc', 'glibc-static');
    expect(readyAfter('zig', defaultPolicy, all, ['zig', 'musl-gcc'])).toBe('glibc-static');
  });
});
