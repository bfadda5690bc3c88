import { expect, it } from 'vitest';
import { knownFact } from '../../src/engine/known-fact.js';
import type { Capture, Captures } from '../../src/machine/capture.js';
import { probes } from '../../src/probes/index.js';
import { interpret } from '../../src/probes/interpret.js';
import { basisOf } from '../../src/settings/basis.js';

/** What is read of a machine on which nothing is, but what is given. */
const read = (given: Captures): Captures => {
  const nothing: Record<string, Capture> = {};
  for (const key of probes.flatMap(({ reads }) => reads)) nothing[key] = { ok: false, error: 'ENOENT' };
  return { ...nothing, ...given };
};
const late: Capture = { ok: false, error: 'late' };
const muslGcc: Captures = {
  'which:musl-gcc': { ok: true, text: '/usr/bin/musl-gcc' },
  'run:musl-gcc --version': { code: 0, stdout: 'musl-gcc 13.2.0\n', stderr: '' },
};
const basis = (captures: Captures) => {
  const facts = interpret(captures);
  return basisOf((path) => knownFact(facts, captures, path), 'musl-gcc', {});
};

it('takes a null for an answer only where all was read', () => {
  const whole = read({});
  expect(knownFact(interpret(whole), whole, 'toolchain.muslGcc.path')).toBeNull();
  const busy = read({ 'which:musl-gcc': late });
  expect(knownFact(interpret(busy), busy, 'toolchain.muslGcc.path')).toBeUndefined();
  const found = read({ ...muslGcc, 'which:zig': late });
  expect(knownFact(interpret(found), found, 'toolchain.muslGcc.path')).toBe('/usr/bin/musl-gcc');
});

it('keeps out of a basis what was not known when it was proven', () => {
  const all = basis(read(muslGcc));
  expect(all).toMatchObject({ 'toolchain.muslGcc.path': '/usr/bin/musl-gcc', 'pids.limit': null });
  const busy = basis(read({ ...muslGcc, 'run:musl-gcc --version': late }));
  expect(Object.keys(busy)).not.toContain('toolchain.muslGcc.version');
  expect(busy).toMatchObject({ 'toolchain.muslGcc.path': '/usr/bin/musl-gcc' });
});
