import type { FindingId } from '../../diagnosis/catalogue.js';
import { nixJobs } from '../../ladder/jobs.js';
import { nixBuild } from '../../recipe/nix-build.js';
import { nixSets } from '../../rungs/options.js';
import type { Unplannable } from '../../rungs/rung.js';
import { formatBytes, formatDuration } from '../../text/format.js';
import type { Plan, PlanInput, PlannedStep, StepOutcome } from '../plan.js';
import { libcsOf } from '../planned-jobs.js';
import type { Forecast } from '../result.js';
import { compareForecasts, parseDryRun, rebuildsCompiler } from './nix-dry-run.js';
import { decodeNixLog } from './nix-log.js';

type NixSet = (typeof nixSets)[number];

/** Memory below which a compiler is not rebuilt: kills at 1 GiB, none at 8 GiB. */
const compilerBytes = 8 * 1024 ** 3;

/** Milliseconds below which a compiler is not rebuilt: gcc takes the better part of an hour on many processors. */
const compilerMs = 3_600_000;

interface Offer {
  readonly set: NixSet;
  readonly forecast: Forecast;
}

/**
 * A build by nix-build of the very static.nix that the recipe writes. What each package set would cost is asked by a dry
 * run first, in the order of the sets; the first that rebuilds no compiler is taken.
 */
export const planNix = (input: PlanInput): Plan | Unplannable => {
  const { rung, facts, options, project, place, args, env } = input;
  if (facts.nix.installed === false) return { blocked: 'Nix is not installed.', findings: [] };
  if (args.length > 0) {
    return {
      blocked: `Arguments for the build tool cannot be passed into a derivation; put them into static.nix (musl-wizard recipe ${rung} --write).`,
      findings: [],
    };
  }
  const wanted = options.nixSet ? [options.nixSet] : nixSets;
  const arch = options.arch ?? facts.os.arch ?? 'x86_64';
  const profiles = ['/nix/var/nix/profiles/default/bin', ...(env.HOME ? [`${env.HOME}/.nix-profile/bin`] : [])];
  return {
    files: wanted.map((nixSet) => ({
      path: expressionOf(input, nixSet),
      content: nixBuild({ project, rung, options: { ...options, nixSet }, arch })[0]?.content ?? '',
    })),
    passable: true,
    env: { PATH: [env.PATH, ...profiles].filter((part) => part).join(':') },
    steps: [ask(input, wanted, [])],
    output: { folder: `${place.build}/result/bin`, deep: false },
    jobs: jobsOf(input).cores ?? 1,
    expects: { libc: libcsOf('musl'), machine: options.arch ?? facts.os.arch },
  };
};

/** The expression lies beside the sources that it names. */
const expressionOf = ({ place }: PlanInput, set: NixSet): string => `${place.source}/static-${set}.nix`;

/** With remote builders nothing is built here, even where none of them answers; how many cores they have they know. */
const jobsOf = ({ options, facts }: PlanInput): { maxJobs: number; cores: number | null } => {
  if (options.nixBuilders !== undefined) return { maxJobs: 0, cores: options.jobs ?? null };
  return options.jobs === undefined ? nixJobs(facts) : { maxJobs: 1, cores: options.jobs };
};

/** Asks what the next set would cost, and then either the one after it, or for the build. */
const ask = (input: PlanInput, wanted: readonly NixSet[], offers: readonly Offer[]): PlannedStep => {
  const [set = nixSets[0], ...others] = wanted;
  return {
    name: `forecast ${set}`,
    argv: command(input, set, ['--dry-run']),
    read: (output) => {
      const offer = { set, forecast: parseDryRun(output) };
      const all = [...offers, offer];
      if (rebuildsCompiler(offer.forecast) && others.length > 0) return { steps: [ask(input, others, all)] };
      return decide(input, all);
    },
  };
};

/** Takes the cheapest offer, unless the machine cannot bear even that. */
const decide = (input: PlanInput, offers: readonly Offer[]): StepOutcome => {
  const best = offers.toSorted((a, b) => compareForecasts(a.forecast, b.forecast))[0];
  if (!best) return {};
  const record = { forecast: best.forecast, options: { ...input.options, nixSet: best.set } };
  const obstacle = tooMuch(best.forecast, input);
  if (obstacle) return { record, stop: { outcome: 'blocked', reason: obstacle.reason, findings: [obstacle.finding] } };
  return {
    record,
    steps: [
      {
        name: `build ${best.set}`,
        argv: command(input, best.set, ['--out-link', `${input.place.build}/result`, '--log-format', 'internal-json']),
        decode: decodeNixLog,
      },
    ],
  };
};

/** Why the machine cannot bear a build, where that is certain; the limits of this machine say nothing of remote builders. */
const tooMuch = (
  forecast: Forecast,
  { rung, facts, options, timeoutMs }: PlanInput,
): { reason: string; finding: FindingId } | null => {
  const { freeBytes } = facts.disk.nix ?? facts.disk.root ?? { freeBytes: null };
  const needed = forecast.unpackedBytes + forecast.downloadBytes;
  if (freeBytes !== null && needed > freeBytes) {
    return {
      reason: `${describeForecast(forecast)}; ${formatBytes(freeBytes)} is free for the Nix store.`,
      finding: 'disk-full',
    };
  }
  const memory = facts.memory.effectiveBytes;
  if (!options.nixBuilders && rebuildsCompiler(forecast) && memory !== null && memory < compilerBytes) {
    return {
      reason: `${describeForecast(forecast)}; that needs ${formatBytes(compilerBytes)} of memory and ${formatBytes(memory)} is available.`,
      finding: 'canary-pkgs-musl-not-cached',
    };
  }
  if (!options.nixBuilders && rebuildsCompiler(forecast) && timeoutMs < compilerMs) {
    return {
      reason: `${describeForecast(forecast)}; it has ${formatDuration(timeoutMs)}. To wait for it: musl-wizard choose --rung ${rung} --timeout 14400`,
      finding: 'canary-pkgs-musl-not-cached',
    };
  }
  return null;
};

/** What a build would cost, in a few words: "2 builds, 0 fetched", "would rebuild gcc-13.2.0 ...". */
export const describeForecast = ({ builds, heavy, downloadBytes }: Forecast): string => {
  const giants = heavy.filter((name) =>
    rebuildsCompiler({ builds, heavy: [name], fetches: 0, downloadBytes, unpackedBytes: 0 }),
  );
  const cost = `${builds} ${builds === 1 ? 'build' : 'builds'}, ${formatBytes(downloadBytes)} to fetch`;
  return giants.length > 0 ? `${cost}, with ${giants.join(', ')} from source (hours)` : cost;
};

/** The words of nix-build for a set. */
const command = (input: PlanInput, set: NixSet, more: readonly string[]): readonly string[] => {
  const { options, facts } = input;
  const { nixpkgs, nixSettings = {}, nixBuilders, arch } = options;
  const { maxJobs, cores } = jobsOf(input);
  const fromRegistry = nixpkgs === undefined && facts.nix.nixpkgs.source === 'registry';
  const path = nixpkgs ?? (fromRegistry ? 'flake:nixpkgs' : undefined);
  return [
    'nix-build',
    expressionOf(input, set),
    ...['--max-jobs', String(maxJobs)],
    ...(cores === null ? [] : ['--cores', String(cores)]),
    ...(arch ? ['--argstr', 'system', `${arch}-linux`] : []),
    ...(path ? ['-I', `nixpkgs=${path}`] : []),
    // Without a nixpkgs of its own the machine fetches the pinned one.
    ...(path || facts.nix.nixpkgs.source !== 'none' ? ['--arg', 'nixpkgs', '<nixpkgs>'] : []),
    ...(path?.startsWith('flake:') ? ['--extra-experimental-features', 'nix-command flakes'] : []),
    // Nix asks the registry of flakes even for one that is named in full, and dies where it cannot be fetched.
    ...(path && /^flake:[^:]+:/.test(path) ? ['--option', 'flake-registry', ''] : []),
    ...(nixBuilders ? ['--builders', nixBuilders] : []),
    ...Object.entries(nixSettings).flatMap(([name, value]) => ['--option', name, value]),
    ...more,
  ];
};
