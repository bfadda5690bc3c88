import { rustTarget } from '../../rungs/rust-target.js';
import type { MakePlan } from '../plan.js';
import { hostPlan } from './host-build.js';

/** glibc-static: the machine's own compiler and glibc's own archives, linked with `-static`. */
export const planGlibcStatic: MakePlan = (input) => {
  const { facts, options } = input;
  const { cc, cxx } = facts.toolchain;
  if (!cc) return { blocked: 'There is no C compiler.', findings: [] };
  if (facts.os.libc === 'musl') {
    return { blocked: 'The C library of this system is musl: a static build here is a musl build.', findings: [] };
  }
  if (options.arch && options.arch !== facts.os.arch) {
    return {
      blocked: `The compiler of this machine builds for ${facts.os.arch}, not for ${options.arch}.`,
      findings: [],
    };
  }
  return hostPlan(input, {
    rung: 'glibc-static',
    cc: cc.path,
    cxx: cxx?.path ?? null,
    ar: 'ar',
    rustTarget: rustTarget('gnu', facts.os.arch ?? 'x86_64'),
    // Go's own resolver and user look-up, since glibc's load shared libraries at run time.
    goTags: 'netgo,osusergo',
    goArch: undefined,
    libc: 'glibc',
  });
};
