import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { engineNames } from '../../facts/engine-in-use.js';
import { engineChoices, nixSets, type RungOptions, rootEngines } from '../../rungs/options.js';
import { rungsBuilding, rungsTaking } from '../../rungs/registry.js';
import { sanitizeLine } from '../../text/sanitize.js';

/** The options of rungs as they come from the command line. */
export interface RungFlags {
  readonly nixSet?: string;
  readonly nixpkgs?: string;
  readonly nixOption?: readonly string[];
  readonly nixBuilders?: string;
  readonly engine?: string;
  readonly builder?: string;
  readonly image?: string;
  readonly imageArchive?: string;
  readonly toolchain?: string;
  readonly apkMirror?: string;
  readonly network?: string;
  readonly arch?: string;
  readonly jobs?: string;
  readonly fcommon?: boolean;
  readonly lenient?: boolean;
  readonly small?: boolean;
}

const networks = ['default', 'none', 'host'] as const;

/** The rungs that an option is for. */
const nix = rungsBuilding('nix').join(', ');
const container = rungsBuilding('container').join(', ');

/** Adds the options of rungs to a command. */
export const addRungFlags = (command: Command): Command =>
  command
    .optionsGroup('Rung options:')
    .option('--nix-set <set>', `${nix}: package set, ${nixSets.join(', ')} (default: the cheapest one)`)
    .option('--nixpkgs <where>', `${nix}: nixpkgs as a path, an archive, a URL, or flake:nixpkgs`)
    .option('--nix-option <name=value>', `${nix}: Nix option, e.g. sandbox=false (repeatable)`, collect)
    .option('--nix-builders <builders>', `${nix}: remote builders, in nix.conf syntax; nothing is built locally`)
    .option(
      '--engine <engine>',
      `${container}: ${engineNames.join(', ')} (default: the first one that responds); without a daemon: ${rootEngines.join(', ')}`,
    )
    .option('--builder <builder>', `${container}: docker buildx builder (default: the current one)`)
    .option('--image <image>', `${container}: base image`)
    .option(
      '--image-archive <file>',
      `${container}: image archive, or for an engine without a daemon a root file system (minirootfs)`,
    )
    .option('--apk-mirror <url>', `${container}: package mirror`)
    .option(
      '--toolchain <dir>',
      `${rungsTaking('toolchain.muslCross').join(', ')}: folder of the compilers (default: the PATH)`,
    )
    .option('--network <network>', `${container}: network of the build, ${networks.join(', ')}`)
    .option(
      '--arch <arch>',
      'Target architecture, as printed by uname -m; for build and recipe several, e.g. x86_64,aarch64',
    )
    .option('--jobs <n>', 'Parallel jobs')
    .option('--fcommon', 'Compile C with -fcommon: several files may define the same variable')
    .option('--lenient', 'Accept old C and C++ that compilers before clang 16 and gcc 14 only warn of')
    .option('--small', 'Build for size: unused code and symbols removed; Rust with LTO and panic=abort');

const names: readonly (keyof RungFlags)[] = [
  'nixSet',
  'nixpkgs',
  'nixOption',
  'nixBuilders',
  'engine',
  'builder',
  'image',
  'imageArchive',
  'toolchain',
  'apkMirror',
  'network',
  'arch',
  'jobs',
  'fcommon',
  'lenient',
  'small',
];

/** The options of rungs as command-line arguments, for a suggested command. */
export const rungWords = (flags: RungFlags): string[] =>
  names.flatMap((name) => {
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [flags[name] ?? []].flat().flatMap((value) => (typeof value === 'boolean' ? [option] : [option, value]));
  });

const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/**
 * The command line's words as a rung's options; paths are taken from `cwd`.
 * @throws {UsageError} for a word that none of them takes
 */
export const rungOptionsOf = (flags: RungFlags, cwd = process.cwd()): RungOptions => ({
  ...(flags.nixSet === undefined ? {} : { nixSet: oneOf('--nix-set', flags.nixSet, nixSets) }),
  ...(flags.nixpkgs === undefined ? {} : { nixpkgs: placeOf(flags.nixpkgs, cwd) }),
  ...(flags.nixOption === undefined ? {} : { nixSettings: Object.fromEntries(flags.nixOption.map(setting)) }),
  ...(flags.nixBuilders === undefined ? {} : { nixBuilders: flags.nixBuilders }),
  ...(flags.engine === undefined ? {} : { engine: oneOf('--engine', flags.engine, engineChoices) }),
  ...(flags.builder === undefined
    ? {}
    : { builder: matching('--builder', flags.builder, /^[A-Za-z0-9][\w.-]{0,127}$/, 'default') }),
  ...(flags.image === undefined ? {} : { image: flags.image }),
  ...(flags.imageArchive === undefined ? {} : { imageArchive: resolve(cwd, flags.imageArchive) }),
  ...(flags.toolchain === undefined ? {} : { toolchain: resolve(cwd, flags.toolchain) }),
  ...(flags.apkMirror === undefined ? {} : { apkMirror: flags.apkMirror }),
  ...(flags.network === undefined ? {} : { network: oneOf('--network', flags.network, networks) }),
  ...(flags.arch === undefined ? {} : { arch: matching('--arch', flags.arch, /^\w{1,20}$/, 'x86_64 or aarch64') }),
  ...(flags.jobs === undefined ? {} : { jobs: Number(matching('--jobs', flags.jobs, /^[1-9]\d{0,3}$/, '4')) }),
  ...(flags.fcommon ? { fcommon: true } : {}),
  ...(flags.lenient ? { lenient: true } : {}),
  ...(flags.small ? { small: true } : {}),
});

/** The architectures of `--arch A,B`, each once; [] where none was named. @throws {UsageError} for an empty name */
export const architecturesOf = (text: string | undefined): readonly string[] => {
  const found = [...new Set(text?.split(','))];
  for (const name of found) rungOptionsOf({ arch: name });
  return found;
};

/** The same options for one architecture. */
export const withArch = <T extends RungFlags>({ arch: _, ...flags }: T, arch: string | undefined) =>
  arch === undefined ? flags : { ...flags, arch };

/** An address (`https:...`, `flake:...`, `channel:...`) as it is, anything else as a path. */
const placeOf = (text: string, cwd: string): string => (/^[a-z][\w+.-]*:/i.test(text) ? text : resolve(cwd, text));

/** The word of an option, which must be one of several. @throws {UsageError} */
export const oneOf = <T extends string>(flag: string, text: string, allowed: readonly T[]): T => {
  const found = allowed.find((each) => each === text);
  if (found === undefined) throw wrong(flag, text, allowed.join(', '));
  return found;
};

const matching = (flag: string, text: string, pattern: RegExp, example: string): string => {
  if (!pattern.test(text)) throw wrong(flag, text, `a value, e.g. ${example}`);
  return text;
};

const setting = (text: string): [string, string] => {
  const [, name, value] = /^([a-z][a-z0-9-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw wrong('--nix-option', text, 'NAME=VALUE, e.g. sandbox=false');
  return [name, value];
};

const wrong = (flag: string, text: string, allowed: string): UsageError =>
  new UsageError(`${flag} takes ${allowed}; got: ${sanitizeLine(text)}`);

/** What one canary may take, where nothing is said. */
const defaultCanaryMs = 600_000;

/**
 * Reads `--timeout`, which is in seconds.
 * @param otherwise milliseconds, where nothing was said
 * @returns milliseconds
 * @throws {UsageError} for what is no time
 */
export const timeoutOf = (text: string | undefined, otherwise = defaultCanaryMs): number => {
  if (text === undefined) return otherwise;
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 7 * 86_400)) {
    throw new UsageError(`--timeout takes seconds, at most a week, e.g. 600 (got: ${sanitizeLine(text)})`);
  }
  return seconds * 1000;
};
