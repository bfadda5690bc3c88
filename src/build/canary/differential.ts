import type { Facts } from '../../facts/facts.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/rung-id.js';
import type { Cure, Variation } from '../result.js';
import type { CanaryOptions, RunCanary } from './canary.js';

/** What is worth changing for a rung, one thing at a time, the least harmful first. Pure. */
export const variationsOf = (rung: RungId, facts: Facts, options: RungOptions): readonly Variation[] => {
  const vary = (name: string, change: RungOptions, givesUp: string | null = null): Variation => ({
    name,
    givesUp,
    options: { ...options, ...change },
  });
  const setting = (name: string, key: string, value: string, givesUp: string) =>
    vary(name, { nixSettings: { ...options.nixSettings, [key]: value } }, givesUp);
  const oneJob = options.jobs === 1 ? [] : [vary('with one job at a time', { jobs: 1 })];
  switch (rung) {
    case 'pkgs-musl':
      return [
        ...oneJob,
        ...(['pkgsStatic', 'pkgsCross.musl64', 'pkgsMusl'] as const)
          .filter((nixSet) => nixSet !== (options.nixSet ?? 'pkgsStatic'))
          .map((nixSet) => vary(`with ${nixSet}`, { nixSet })),
        setting('without caches', 'substituters', '', 'Everything is built here.'),
        setting('without build users', 'build-users-group', '', 'Builds run as the user who asks for them.'),
        setting("without Nix's system-call filter", 'filter-syscalls', 'false', 'Builds may make setuid files.'),
        setting("without Nix's sandbox", 'sandbox', 'false', 'Builds see the whole machine and the network.'),
      ];
    case 'alpine':
      return [
        ...(['docker', 'podman', 'buildah'] as const)
          .filter((engine) => engine !== options.engine && facts.engines[engine].daemon.state === 'running')
          .map((engine) => vary(`with ${engine}`, { engine })),
        ...(['none', 'host'] as const)
          .filter((network) => network !== options.network)
          .map((network) => vary(`with network "${network}"`, { network })),
        ...oneJob,
      ];
    default:
      return oneJob;
  }
};

/** Runs the small canary again with one thing changed at a time until one passes; within the options' time for all. */
export const findCure = async (run: RunCanary, rung: RungId, facts: Facts, options: CanaryOptions): Promise<Cure> => {
  const deadline = performance.now() + options.timeoutMs;
  const tried: string[] = [];
  for (const variation of variationsOf(rung, facts, options.rungOptions)) {
    const timeoutMs = deadline - performance.now();
    if (options.signal.aborted || timeoutMs <= 0) break;
    const result = await run(rung, facts, {
      ...options,
      rungOptions: variation.options,
      timeoutMs,
      upx: false,
      keep: false,
    });
    if (result.outcome === 'passed') return { cured: variation, tried };
    tried.push(variation.name);
  }
  return { cured: null, tried };
};
