import { rmdir, unlink, writeFile } from 'node:fs/promises';
import { machine } from 'node:os';
import { join } from 'node:path';
import type { Capture, FailedCapture, RunCapture } from '../capture.js';
import { foreignProgram } from '../foreign-program.js';
import { makeOwnFolder } from '../own-folder.js';
import { failed, ok } from './errno.js';

/**
 * Runs a program of another architecture that ends at once. Reading binfmt_misc is no substitute:
 * in a container its folder is empty, yet the handlers of the host are in force.
 * @param run runs a program, by a shell
 */
export const readForeign = async (
  arch: string,
  run: (path: string) => Promise<RunCapture | FailedCapture>,
): Promise<Capture> => {
  // What this process is made for runs.
  if (arch === machine()) return ok('ok');
  const bytes = foreignProgram(arch);
  if (!bytes) return failed('unsupported');
  let folder: string | null = null;
  try {
    folder = makeOwnFolder('probe');
    const path = join(folder, 'probe');
    await writeFile(path, bytes, { mode: 0o700 });
    const ran = await run(path);
    return 'code' in ran ? outcome(ran) : ran;
  } catch (error) {
    return failed(error);
  } finally {
    if (folder) await remove(folder);
  }
};

/** A shell reports why a program was not started by its number, or begins to read it as a script, which fails. */
const outcome = ({ code, timedOut, stderr }: RunCapture): Capture => {
  if (code === 0) return ok('ok');
  if (timedOut) return failed('timeout');
  // What may not be run because of its format is of another architecture; else the folder may be noexec.
  if (code === 126 && !/format/i.test(stderr)) return failed('EACCES');
  return failed(`exit ${code ?? 'by signal'}`);
};

/** Removes the folder with the one file in it; what of it is gone already, or cannot be removed, is left. */
const remove = async (folder: string): Promise<void> => {
  await unlink(join(folder, 'probe')).catch(() => {});
  await rmdir(folder).catch(() => {});
};
