import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import { sanitizeLine } from '../../text/sanitize.js';
import type { BuiltLibrary } from './cache.js';

/** Marks a folder that was made here, which may be made anew; what it holds is for people. */
const marker = 'musl-wizard-libraries.json';

/**
 * Copies libraries into one folder, with `include` and `lib`, whole or not at all, for makefiles and images. Their
 * pkg-config files name their place by themselves.
 * @param folder absolute; one that was made here before is replaced
 * @throws {UserError} where something else is there already, or it cannot be written
 */
export const gatherLibraries = (libraries: readonly BuiltLibrary[], folder: string): void => {
  const part = inPlace(folder, () => {
    if (existsSync(folder) && !existsSync(join(folder, marker)) && readdirSync(folder).length > 0) {
      throw new UserError(
        `${sanitizeLine(folder)} is not empty, and nothing was copied to it.`,
        [`It has no ${marker}, so something else put there what it holds.`],
        ['musl-wizard libs add NAME --into FOLDER   # one that does not exist yet'],
      );
    }
    mkdirSync(dirname(folder), { recursive: true });
    return mkdtempSync(`${folder}.part-`);
  });
  try {
    inPlace(folder, () => {
      for (const { folder: from } of libraries)
        for (const name of ['include', 'lib'])
          if (existsSync(join(from, name))) cpSync(join(from, name), join(part, name), copying);
      const listed = libraries.map(({ id, version, source }) => ({ id, version, source }));
      writeFileSync(join(part, marker), `${JSON.stringify(listed, null, 2)}\n`);
      // Both are in one folder, so that nobody meets half a copy.
      if (existsSync(folder)) renameSync(folder, join(part, '.old'));
      renameSync(part, folder);
    });
  } finally {
    rmSync(part, { recursive: true, force: true });
    rmSync(join(folder, '.old'), { recursive: true, force: true });
  }
};

const copying = { recursive: true, verbatimSymlinks: true } as const;

/** What fails in the file system, as a user's error. */
const inPlace = <T>(folder: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = sanitizeLine((error as Error).message);
    throw new UserError(`The libraries could not be copied to ${sanitizeLine(folder)}.`, [reason]);
  }
};
