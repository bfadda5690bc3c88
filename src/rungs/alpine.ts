import { hasAlpineImage } from '../facts/alpine-image.js';
import { engineDiskLabel, engineInUse, engineNames } from '../facts/engine-in-use.js';
import { localPaths, scratchPaths, unknownOf } from './open-facts.js';
import type { Rung } from './rung.js';

export const alpine: Rung = {
  id: 'alpine',
  title: 'Alpine in a container',
  libc: 'musl',
  gives: 'A musl binary, built where musl is the native C library: the best choice of static libraries.',
  openFacts: (facts) => {
    const used = engineInUse(facts);
    if (!used)
      return unknownOf(
        facts,
        engineNames.map((name) => `engines.${name}.daemon.state`),
      );
    const registry = facts.network.endpoints.some(({ url, state }) => url.includes('docker.io') && state !== 'skipped');
    const imageIsSure = hasAlpineImage(used.engine) || (registry && used.engine.daemon.remote !== true);
    const label = engineDiskLabel(facts);
    const paths = label === null ? scratchPaths : [...localPaths, `disk.${label}.freeBytes`];
    return [...unknownOf(facts, [...paths, 'isolation.procMounted']), ...(imageIsSure ? [] : ['network.endpoints'])];
  },
};
