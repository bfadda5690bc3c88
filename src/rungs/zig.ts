import { localPaths, unknownOf } from './open-facts.js';
import type { Rung } from './rung.js';

export const zig: Rung = {
  id: 'zig',
  title: 'zig cc',
  libc: 'musl',
  gives: 'A musl binary from one self-contained tool: C and C++, many targets, musl and headers included.',
  openFacts: (facts) => unknownOf(facts, localPaths),
};
