import { localPaths, unknownOf } from './open-facts.js';
import type { Rung } from './rung.js';

export const glibcStatic: Rung = {
  id: 'glibc-static',
  title: 'static glibc',
  libc: 'glibc',
  gives:
    'A static glibc binary: works where names are not looked up by NSS and nothing is loaded by dlopen; larger than musl.',
  openFacts: (facts) => unknownOf(facts, localPaths),
};
