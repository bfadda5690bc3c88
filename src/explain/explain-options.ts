import type { Fix } from '../diagnosis/finding.js';
import type { Facts } from '../facts/facts.js';
import { rustTarget } from '../rungs/architectures.js';
import type { RungOptions } from '../rungs/options.js';
import { rungsBuilding } from '../rungs/registry.js';
import type { Diagnosis } from './diagnosis.js';
import { plainFix } from './plain-fix.js';

/** Causes that a build without a network ends in, whoever took the network away. */
const forLackOfNetwork = new Set(['dns-resolution-failed', 'network-unreachable', 'apk-package-not-found']);

/** Adds to a root cause what the options of a rung and the machine know of its fix, in words to paste. Pure. */
export const explainOptions = (
  diagnoses: readonly Diagnosis[],
  options: RungOptions,
  facts: Facts,
): readonly Diagnosis[] =>
  diagnoses.map((diagnosis) => {
    if (!diagnosis.root) return diagnosis;
    if (forLackOfNetwork.has(diagnosis.cause) && options.network === 'none') {
      return { ...diagnosis, fixes: [withNetwork, ...diagnosis.fixes] };
    }
    return diagnosis.cause === 'rust-std-target-missing'
      ? { ...diagnosis, fixes: [standardLibrary(options, facts)] }
      : diagnosis;
  });

const withNetwork = plainFix(
  'The build has no network: choose again with a network, or use an image that already has the packages.',
  rungsBuilding('container').map((rung) => `musl-wizard choose --rung ${rung} --network default --yes`),
);

const standardLibrary = (options: RungOptions, { toolchain, os }: Facts): Fix => {
  const target = rustTarget('musl', options.arch ?? os.arch ?? 'x86_64');
  return toolchain.rustup
    ? plainFix(`Add the standard library of ${target}.`, [`rustup target add ${target}`])
    : plainFix(
        `This rustc does not come from rustup and does not have the target ${target}: use a rung with its own Rust, or rustup.`,
        rungsBuilding('container', 'nix').map((rung) => `musl-wizard choose --rung ${rung} --yes`),
      );
};
