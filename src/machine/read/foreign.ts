import { rmdir, unlink, writeFile } from 'node:fs/promises';
import { machine } from 'node:os';
import { join } from 'node:path';
import type { Capture } from '../capture.js';
import { foreignProgram } from '../foreign-program.js';
import { makeOwnFolder } from '../own-folder.js';
import { failed, ok } from './errno.js';
import { runProgram } from './programs.js';

/**
 * Runs a program of another architecture that ends at once. Reading binfmt_misc is no substitute:
 * in a container its folder is empty, yet the handlers of the host are in force.
 */
export const readForeign = async (arch: string, signal: AbortSignal): Promise<Capture> => {
  // What this process is made for runs.
  if (arch === machine()) return ok('ok');
  const bytes = foreignProgram(arch);
  if (!bytes) return failed('unsupported');
  let folder: string | null = null;
  try {
    folder = makeOwnFolder('probe');
    const path = join(folder, 'probe');
    await writeFile(path, bytes, { mode: 0o700 });
    const run = await runProgram(path, [], { env: {}, cwd: '/', signal });
    if ('code' in run)
      return run.code === 0 ? ok('ok') : failed(run.timedOut ? 'timeout' : `exit ${run.code ?? 'by signal'}`);
    return run;
  } catch (error) {
    return failed(error);
  } finally {
    if (folder) await remove(folder);
  }
};

/** Removes the folder with the one file in it; what of it is gone already, or cannot be removed, is left. */
const remove = async (folder: string): Promise<void> => {
  await unlink(join(folder, 'probe')).catch(() => {});
  await rmdir(folder).catch(() => {});
};
