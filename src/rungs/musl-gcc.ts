import { localPaths, unknownOf } from './open-facts.js';
import type { Rung } from './rung.js';

export const muslGcc: Rung = {
  id: 'musl-gcc',
  title: 'musl-gcc',
  libc: 'musl',
  gives:
    'A musl binary from the host compiler with musl in the place of glibc: C only, no C++ library, no kernel headers.',
  openFacts: (facts) => unknownOf(facts, localPaths),
};
