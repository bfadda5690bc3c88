import { UserError } from '../errors.js';
import type { SavedSetup, Setup } from '../project/setup.js';
import { loadStore } from '../settings/load-store.js';
import type { SetAside } from '../settings/store.js';
import { readTeamFile, type TeamFile } from './read-team-file.js';

/** A setup and where it comes from. */
export interface FoundSetup {
  readonly setup: Setup;
  /** The whole of it, where it was proven on this machine. */
  readonly saved: SavedSetup | null;
  readonly from: 'project' | 'team' | 'machine';
}

export interface SetupSearch {
  readonly found: FoundSetup | null;
  readonly setAside: readonly SetAside[];
  /** The file of the team, where there is one, whether or not it counts. */
  readonly team: TeamFile | null;
}

/**
 * The setup for a folder: the one proven here for this project, else the one that its team shares
 * in musl-wizard.json, if this user allowed it, else the machine's own.
 * @param looksOnly a settings file that cannot be used is left as it is
 * @throws {UserError} when musl-wizard.json cannot be used
 */
export const findSetup = async (configFolder: string, folder: string, readOnly = false): Promise<SetupSearch> => {
  const store = await loadStore();
  const loadSetup = readOnly ? store.peekSetup : store.loadSetup;
  const own = loadSetup(configFolder, folder);
  const machine = loadSetup(configFolder, null, folder);
  const setAside = [own.setAside, machine.setAside].filter((each) => each !== null);
  const team = readTeamFile(configFolder, folder);
  const search = (setup: FoundSetup | null): SetupSearch => ({ found: setup, setAside, team });
  if (own.setup) return search({ setup: own.setup, saved: own.setup, from: 'project' });
  if (team?.permission === 'allowed') {
    if (team.setup) return search({ setup: team.setup, saved: null, from: 'team' });
    throw new UserError(`${team.path} cannot be used: ${team.problem}.`, [], withoutIt);
  }
  if (machine.setup) return search({ setup: machine.setup, saved: machine.setup, from: 'machine' });
  return search(null);
};

const withoutIt = [
  'musl-wizard choose   # a setup proven on this machine takes precedence over the file',
  'musl-wizard recipe --pattern team --write   # afterwards: shows the replacement and asks',
];
