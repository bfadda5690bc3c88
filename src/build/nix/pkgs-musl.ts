import sources from 'virtual:canaries';
import type { FindingId } from '../../diagnosis/catalogue.js';
import type { RungOptions } from '../../rungs/options.js';
import { formatBytes, formatDuration } from '../../text/format.js';
import type { MakePlan, PlanInput, PlannedStep, Reading } from '../plan.js';
import type { Forecast } from '../result.js';
import { compareForecasts, parseDryRun, rebuildsCompiler } from './nix-dry-run.js';
import { decodeNixLog } from './nix-log.js';

type NixSet = NonNullable<RungOptions['nixSet']>;

/** Sets in the order in which they are asked what they would cost; the first that rebuilds no compiler is taken. */
const sets: readonly NixSet[] = ['pkgsStatic', 'pkgsCross.musl64', 'pkgsMusl'];

/** Memory below which a compiler is not rebuilt: kills at 1 GiB, none at 8 GiB. */
const compilerBytes = 8 * 1024 ** 3;

/** Milliseconds below which a compiler is not rebuilt: gcc takes the better part of an hour on many processors. */
const compilerMs = 3_600_000;

/** The shipped expression that builds a canary. */
const expression = 'pkgs-musl.nix';

interface Offer {
  readonly set: NixSet;
  readonly forecast: Forecast;
}

/** pkgs-musl: Nix with one of nixpkgs' musl package sets. What it would cost is asked by a dry run first. */
export const planPkgsMusl: MakePlan = (input) => {
  const { facts, options, place, env } = input;
  if (facts.nix.installed === false) return { blocked: 'Nix is not installed.', findings: [] };
  if (options.nixpkgs === undefined && facts.nix.nixpkgs.source === 'none') {
    return {
      blocked: 'Nix is here, but no nixpkgs: neither NIX_PATH nor a channel names one.',
      findings: [],
    };
  }
  const wanted = options.nixSet ? [options.nixSet] : sets;
  const profiles = ['/nix/var/nix/profiles/default/bin', ...(env.HOME ? [`${env.HOME}/.nix-profile/bin`] : [])];
  return {
    files: { [expression]: sources[expression] ?? '' },
    passable: true,
    env: { PATH: [env.PATH, ...profiles].filter((part) => part).join(':'), OUT: place.output },
    steps: [ask(input, wanted, [])],
    expects: { libc: ['musl'], machine: options.arch ?? facts.os.arch },
  };
};

/** Asks what the next set would cost, and then either the one after it, or for the build. */
const ask = (input: PlanInput, wanted: readonly NixSet[], offers: readonly Offer[]): PlannedStep => {
  const [set = 'pkgsStatic', ...others] = wanted;
  return {
    name: `forecast ${set}`,
    argv: nixBuild(input, set, ['--dry-run']),
    read: (output) => {
      const offer = { set, forecast: parseDryRun(output) };
      const all = [...offers, offer];
      if (rebuildsCompiler(offer.forecast) && others.length > 0) return { steps: [ask(input, others, all)] };
      return decide(input, all);
    },
  };
};

/** Takes the cheapest offer, unless the machine cannot bear even that. */
const decide = (input: PlanInput, offers: readonly Offer[]): Reading => {
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
        argv: nixBuild(input, best.set, ['--no-out-link', '--log-format', 'internal-json']),
        decode: decodeNixLog,
        read: (output) => fetchProgram(input, output),
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
      reason: `${describeForecast(forecast)}; ${formatBytes(freeBytes)} are free for the Nix store.`,
      finding: 'disk-full',
    };
  }
  const memory = facts.memory.effectiveBytes;
  if (!options.nixBuilders && rebuildsCompiler(forecast) && memory !== null && memory < compilerBytes) {
    return {
      reason: `${describeForecast(forecast)}; that wants ${formatBytes(compilerBytes)} of memory and ${formatBytes(memory)} can be had.`,
      finding: 'canary-pkgs-musl-not-cached',
    };
  }
  if (!options.nixBuilders && rebuildsCompiler(forecast) && timeoutMs < compilerMs) {
    return {
      reason: `${describeForecast(forecast)}; a canary has ${formatDuration(timeoutMs)}. To wait for it: musl-wizard choose --rung ${rung} --timeout 14400`,
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

const fetchProgram = ({ place }: PlanInput, output: string): Reading => {
  const paths = output.split('\n').filter((line) => /^\/\S*\/[0-9a-z]{32}-musl-wizard-canary-[0-9a-f]+$/.test(line));
  const path = paths.at(-1);
  if (!path)
    return { stop: { outcome: 'failed', reason: 'Nix built something but did not say where it is.', findings: [] } };
  return { steps: [{ name: 'fetch program', argv: ['cp', '--', `${path}/bin/canary`, place.output] }] };
};

/** The words of nix-build for a set. */
const nixBuild = (
  { options, program, place, facts }: PlanInput,
  set: NixSet,
  more: readonly string[],
): readonly string[] => {
  const { nixpkgs, nixSettings = {}, nixBuilders, jobs, arch } = options;
  const fromRegistry = nixpkgs === undefined && facts.nix.nixpkgs.source === 'registry';
  const path = nixpkgs ?? (fromRegistry ? 'flake:nixpkgs' : undefined);
  return [
    'nix-build',
    `${place.scratch}/${expression}`,
    ...['--argstr', 'set', set, '--argstr', 'source', place.source, '--argstr', 'id', place.id],
    ...['--argstr', 'language', program.language, '--argstr', 'libraries', program.libraries.join(' ')],
    ...(arch ? ['--argstr', 'system', `${arch}-linux`] : []),
    ...(path ? ['-I', `nixpkgs=${path}`] : []),
    ...(path?.startsWith('flake:') ? ['--extra-experimental-features', 'nix-command flakes'] : []),
    // Nix asks the registry of flakes even for one that is named in full, and dies where it cannot be fetched.
    ...(path && /^flake:[^:]+:/.test(path) ? ['--option', 'flake-registry', ''] : []),
    ...Object.entries(nixSettings).flatMap(([name, value]) => ['--option', name, value]),
    // With remote builders given, nothing is to be built here.
    ...(nixBuilders ? ['--builders', nixBuilders, '--max-jobs', '0'] : jobs ? ['--cores', String(jobs)] : []),
    ...more,
  ];
};
