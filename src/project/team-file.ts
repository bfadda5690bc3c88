import type { RungOptions } from '../ladder/options.js';
import { isRungId } from '../ladder/rung-id.js';
import type { Setup } from '../settings/setup.js';
import { isBuildSystem } from './project.js';

/** The file in a project that a team shares: a setup without facts of a machine. */
export const teamFileName = 'musl-wizard.json';
const schema = 'musl-wizard.project/1';

// What holds for everybody. Engines, mirrors, archives, builders, settings and jobs are a machine's own affair.
const shared = ['nixSet', 'image', 'arch', 'network'] as const satisfies readonly (keyof RungOptions)[];

/** A setup as the text of musl-wizard.json. */
export const renderTeamFile = ({ rung, upx, options, buildSystem }: Setup): string => {
  const kept = Object.fromEntries(shared.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
  return `${JSON.stringify({ schema, rung, upx, options: kept, buildSystem }, null, 2)}\n`;
};

/**
 * Reads musl-wizard.json. Keys that it does not know are left out, so that a newer file still serves.
 * @returns the setup, or in one sentence why the text is none
 */
export const parseTeamFile = (text: string): Setup | string => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const { schema: found, rung, upx, options, buildSystem } = (document ?? {}) as Record<string, unknown>;
  if (found !== schema) return `its schema is not ${schema}`;
  if (typeof rung !== 'string' || !isRungId(rung)) return 'it names no rung';
  const given = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>;
  const kept = shared.flatMap((key) => (typeof given[key] === 'string' ? [[key, given[key]] as const] : []));
  return {
    rung,
    upx: upx === true,
    options: Object.fromEntries(kept) as RungOptions,
    ...(typeof buildSystem === 'string' && isBuildSystem(buildSystem) ? { buildSystem } : {}),
  };
};
