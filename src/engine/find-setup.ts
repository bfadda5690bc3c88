import { join } from 'node:path';
import { UserError } from '../errors.js';
import { readBounded } from '../files/read-bounded.js';
import type { SavedSetup, Setup } from '../project/setup.js';
import { parseTeamFile, teamFileName } from '../project/team-file.js';
import { loadSetup, maxSetupBytes, type SetAside } from '../settings/store.js';

/** A setup and where it comes from. */
export interface FoundSetup {
  readonly setup: Setup;
  /** The whole of it, where it was proven on this machine. */
  readonly saved: SavedSetup | null;
  readonly from: 'project' | 'team' | 'machine';
}

/**
 * The setup for a folder: the one proven here for this project, else the one that its team shares
 * in musl-wizard.json, else the machine's own.
 * @throws {UserError} when musl-wizard.json cannot be used
 */
export const findSetup = (
  configFolder: string,
  folder: string,
): { readonly found: FoundSetup | null; readonly setAside: readonly SetAside[] } => {
  const own = loadSetup(configFolder, folder);
  const machine = loadSetup(configFolder, null);
  const setAside = [own.setAside, machine.setAside].filter((each) => each !== null);
  if (own.setup) return { found: { setup: own.setup, saved: own.setup, from: 'project' }, setAside };
  const team = readTeamFile(folder);
  if (team) return { found: { setup: team, saved: null, from: 'team' }, setAside };
  if (machine.setup) return { found: { setup: machine.setup, saved: machine.setup, from: 'machine' }, setAside };
  return { found: null, setAside };
};

const readTeamFile = (folder: string): Setup | null => {
  let text: string;
  try {
    text = readBounded(join(folder, teamFileName), maxSetupBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`${teamFileName} cannot be read.`, [String(error)], withoutIt, 3, { cause: error });
  }
  const setup = parseTeamFile(text);
  if (typeof setup !== 'string') return setup;
  throw new UserError(`${teamFileName} cannot be used: ${setup}.`, [], withoutIt);
};

const withoutIt = [
  'musl-wizard choose   # what is proven on this machine comes before the file',
  'musl-wizard recipe --pattern team --write   # afterwards: shows what would replace it, and asks',
];
