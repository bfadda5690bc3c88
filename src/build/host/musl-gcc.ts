import { rustTarget } from '../../rungs/rust-target.js';
import type { MakePlan } from '../plan.js';
import { hostPlan } from './host-build.js';

/** musl-gcc: the machine's gcc with musl's headers and archives, by the wrapper that musl itself ships. C only. */
export const planMuslGcc: MakePlan = (input) => {
  const { facts, options } = input;
  const { muslGcc } = facts.toolchain;
  if (!muslGcc) return { blocked: 'musl-gcc is not installed.', findings: [] };
  if (options.arch && options.arch !== facts.os.arch) {
    return { blocked: `musl-gcc builds for ${facts.os.arch}, not for ${options.arch}.`, findings: [] };
  }
  return hostPlan(input, {
    rung: 'musl-gcc',
    cc: muslGcc.path,
    cxx: null,
    ar: 'ar',
    rustTarget: rustTarget('musl', facts.os.arch ?? 'x86_64'),
    goTags: 'osusergo',
    goArch: undefined,
    libc: 'musl',
  });
};
