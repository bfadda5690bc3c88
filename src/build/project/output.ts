import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCode, UserError } from '../../errors.js';
import { ensureFolder } from '../../files/ensure-folder.js';
import { clearParts, partOf } from '../../files/parts.js';

/**
 * Whether programs can be put into a folder, asked before they are built: a build may take long.
 * @throws {UserError} when not
 */
export const checkOutput = (output: string): void => {
  let folder = output;
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(`Nothing was built, since ${output} cannot be written.`, error);
  }
};

/**
 * Puts a program in its place in one move, so that nobody ever finds half of one.
 * @returns its path
 * @throws {UserError} when it cannot be written
 */
export const putProgram = (from: string, folder: string, name: string): string => {
  const path = join(folder, name);
  try {
    ensureFolder(folder, 0o755);
    moveIn(from, path);
  } catch (error) {
    throw notWritable(`It was built, and ${path} cannot be written.`, error);
  }
  return path;
};

const moveIn = (from: string, path: string): void => {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there && !there.isFile() && !there.isSymbolicLink()) throw new Error(`${path} is not a regular file`);
  const part = partOf(path);
  clearParts(path);
  try {
    copyFileSync(from, part);
    chmodSync(part, 0o755);
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
};

const notWritable = (message: string, error: unknown): UserError => {
  const evidence = error instanceof Error ? [error.message] : [];
  const next = ['musl-wizard build --output "$HOME/dist-static"', 'or any other folder that can be written'];
  return new UserError(message, evidence, next, exitCode.broken, { cause: error });
};
