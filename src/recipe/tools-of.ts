import { type RungId, rungs } from '../rungs/registry.js';
import type { Toolchain } from '../rungs/toolchain.js';

/** The tools of a rung by their names: on the search path, in its image, in a shell of its package set. */
export const toolchainOf = (rung: RungId, arch: string): Toolchain => {
  const { builds } = rungs[rung];
  return builds.where === 'here' ? builds.toolchain(builds.named(arch), arch, arch) : builds.toolchain(arch);
};
