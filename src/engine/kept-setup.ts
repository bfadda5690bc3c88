import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import { findSetup } from './find-setup.js';
import { keptFolder, type LastBuild, lastBuildOf } from './kept-build.js';

/** What an earlier run left for a folder: the setup that a build takes, and what became of the last build. */
export interface KeptSetup {
  readonly rung: RungId;
  readonly from: 'project' | 'team' | 'machine';
  readonly options: RungOptions;
  readonly upx: boolean;
  /** `atMs`: milliseconds since 1970. */
  readonly lastBuild: { readonly outcome: LastBuild['outcome']; readonly atMs: number } | null;
}

/**
 * The setup that is in effect for a folder; null where none is. It only reads.
 * @param config folder of the settings
 * @param state folder of what is kept of builds
 * @throws {UserError} when the project's own file cannot be used
 */
export const keptSetup = async (config: string, state: string, folder: string): Promise<KeptSetup | null> => {
  const { found } = await findSetup(config, folder, true);
  if (!found) return null;
  const last = lastBuildOf(keptFolder(state, folder), folder);
  const lastBuild = last && { outcome: last.outcome, atMs: Date.parse(last.at) };
  const { rung, options, upx } = found.setup;
  return { rung, from: found.from, options, upx, lastBuild };
};
