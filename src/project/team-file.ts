import type { RungOptions } from '../rungs/options.js';
import { isRungId } from '../rungs/registry.js';
import { isBuildSystem } from './project.js';
import type { Setup } from './setup.js';

/** The file in a project that a team shares: a setup without facts of a machine. */
export const teamFileName = 'musl-wizard.json';
const schema = 'musl-wizard.project/1';

// What holds for everybody, and how it may look: it goes into build files, and the file may be a stranger's.
// Engines, mirrors, archives, builders, settings and jobs are a machine's own affair.
const shared = {
  nixSet: /^(?:pkgsMusl|pkgsStatic|pkgsCross\.musl64)$/,
  image: /^[a-z0-9][\w.:/@-]{0,400}$/i,
  arch: /^\w{1,20}$/,
  network: /^(?:default|none|host)$/,
  fcommon: 'boolean',
  lenient: 'boolean',
  small: 'boolean',
} as const satisfies Partial<Record<keyof RungOptions, RegExp | 'boolean'>>;
const names = Object.keys(shared) as (keyof typeof shared)[];

/** A setup as the text of musl-wizard.json. */
export const renderTeamFile = ({ rung, upx, options, buildSystem }: Setup): string => {
  const kept = Object.fromEntries(names.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
  return `${JSON.stringify({ schema, rung, upx, options: kept, buildSystem }, null, 2)}\n`;
};

/**
 * Reads musl-wizard.json. Keys that it does not know are left out, so that a newer file still serves.
 * @returns the setup, or in one sentence why the text is none
 */
export const parseTeamFile = (text: string): Setup | string => {
  let document: unknown;
  try {
    // Some editors put a byte order mark first.
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'it is not JSON';
  }
  const { schema: found, rung, upx, options, buildSystem } = (document ?? {}) as Record<string, unknown>;
  if (found !== schema) return `its schema is ${JSON.stringify(found)?.slice(0, 80)}, not "${schema}"`;
  if (typeof rung !== 'string' || !isRungId(rung)) return 'it names no rung';
  const given = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>;
  const kept = names.flatMap((key) => (Object.hasOwn(given, key) ? [[key, given[key]] as const] : []));
  const [bad] = kept.find(([key, value]) => !fits(shared[key], value)) ?? [];
  if (bad !== undefined) return `its option ${bad} is unknown`;
  return {
    rung,
    upx: upx === true,
    options: Object.fromEntries(kept) as RungOptions,
    ...(typeof buildSystem === 'string' && isBuildSystem(buildSystem) ? { buildSystem } : {}),
  };
};

const fits = (shape: RegExp | 'boolean', value: unknown): boolean =>
  shape === 'boolean' ? typeof value === 'boolean' : typeof value === 'string' && shape.test(value);

/** What a setup says, in plain lines. Pure. */
export const describeSetup = ({ rung, upx, options, buildSystem }: Setup): string[] => [
  `rung: ${rung}`,
  ...(upx ? ['packs with UPX'] : []),
  ...(options.image === undefined ? [] : [`image: ${options.image} (instead of the built-in one)`]),
  ...(options.network === undefined
    ? []
    : [`network: ${options.network}${options.network === 'host' ? " (builds share this machine's network)" : ''}`]),
  ...(options.arch === undefined ? [] : [`architecture: ${options.arch}`]),
  ...(options.nixSet === undefined ? [] : [`Nix package set: ${options.nixSet}`]),
  ...(options.fcommon ? ['compiles C with -fcommon'] : []),
  ...(options.lenient ? ['accepts old C and C++ as older compilers do'] : []),
  ...(options.small ? ['builds for a small size'] : []),
  ...(buildSystem === undefined ? [] : [`build system: ${buildSystem}`]),
];
