import { hasAlpineImage } from '../facts/alpine-image.js';
import { engineDiskLabel, engineInUse, engineNames } from '../facts/engine-in-use.js';
import { chooseEngine } from './choose-engine.js';
import { leniently, oneJob, vary, withCommon } from './here.js';
import { localPaths, scratchPaths, unknownOf } from './open-facts.js';
import { isRootEngine, type RootEngineName } from './options.js';
import { chooseRootEngine } from './root-engine.js';
import type { Rung } from './rung.js';
import { alpineSupply } from './supply.js';
import { ownMusl } from './toolchain.js';

const engineFacts = ['cli.path', 'daemon.state', 'daemon.version', 'daemon.storageDriver', 'daemon.host'];

const rootEngineFacts: Readonly<Record<RootEngineName, readonly string[]>> = {
  userns: ['isolation.userNamespaces.canCreate', 'isolation.rootTools.unshare', 'isolation.rootTools.bwrap'],
  chroot: ['isolation.uid', 'isolation.capabilities', 'isolation.rootTools.chroot'],
  proot: ['isolation.rootTools.proot'],
};

/** A native musl compile inside an Alpine container, or in Alpine's root file system. */
export const alpine: Rung = {
  id: 'alpine',
  title: 'Alpine in a container',
  libc: 'musl',
  gives: 'A musl binary, built where musl is the native C library: the widest choice of static libraries.',
  tools: ['engines'],
  languages: ['c', 'cxx', 'rust', 'go'],
  builds: { where: 'container', toolchain: ownMusl },
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
  basis: ({ engine = 'docker' }) =>
    isRootEngine(engine) ? rootEngineFacts[engine] : engineFacts.map((path) => `engines.${engine}.${path}`),
  forecast: (facts) => {
    const isHere =
      facts !== null && engineNames.some((name) => facts.engines[name] && hasAlpineImage(facts.engines[name]));
    return isHere
      ? 'About half a minute; the image is already present'
      : 'About a minute; fetches an image and packages, 150 MiB';
  },
  buildsElsewhere: (facts, options) => chooseEngine(facts, options)?.remote === true,
  // What an unpacked root holds already runs as this user: its compilers do.
  madeElsewhere: (facts, options) => chooseRootEngine(facts, options) === null,
  supply: alpineSupply(
    (packages) => `Add ${packages} to the image`,
    () => [],
  ),
  lacksLibrary: "The image does not contain the library's static archive.",
  variations: (facts, options) => [
    ...engineNames
      .filter((engine) => engine !== options.engine && facts.engines[engine].daemon.state === 'running')
      .map((engine) => vary(options, `with ${engine}`, { engine })),
    ...(['none', 'host'] as const)
      .filter((network) => network !== options.network)
      .map((network) => vary(options, `with network "${network}"`, { network })),
    ...oneJob(options),
  ],
  retries: [withCommon, leniently],
  recipes: ['dockerfile', 'dockerfile-buildkit', 'justfile', 'team', 'ci'],
  ci: { action: null, packages: [], librariesFromDebian: false },
};
