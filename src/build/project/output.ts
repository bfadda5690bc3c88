import { accessSync, chmodSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCode, UserError } from '../../errors.js';
import { copyFile } from '../../files/copy-file.js';
import { checkBelow, moveBelow } from '../../files/write-below.js';

/**
 * Whether programs can be put into a folder, asked before they are built: a build may take long.
 * @param root the project's folder: no link in it is followed
 * @throws {UserError} when not
 */
export const checkOutput = (root: string, output: string): void => {
  try {
    checkBelow(root, output);
    const fault = whyNotWritable(output);
    if (fault) throw fault;
  } catch (error) {
    throw notWritable(`Nothing was built, since ${output} cannot be written.`, error);
  }
};

/** Why a folder can neither be written to nor made; null where it can. */
export const whyNotWritable = (path: string): Error | null => {
  let folder = path;
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) return new Error(`${folder} is not a folder`);
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return error as Error;
  }
};

/**
 * Puts a program in its place in one move, so that nobody ever finds half of one.
 * @param root the project's folder: no link in it is followed
 * @returns its path
 * @throws {UserError} when it cannot be written; an AbortError when the signal came before it was
 */
export const putProgram = async (
  from: string,
  root: string,
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<string> => {
  const path = join(folder, name);
  try {
    await moveBelow(root, path, async (part) => {
      await copyFile(from, part, { signal, follow: true });
      if (signal.aborted) throw new DOMException('it was interrupted', 'AbortError');
      chmodSync(part, 0o755);
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw notWritable(`The build succeeded, but ${path} cannot be written.`, error);
  }
  return path;
};

const notWritable = (message: string, error: unknown): UserError => {
  if (error instanceof UserError) {
    return new UserError(message, [error.message, ...error.evidence], error.nextSteps, error.exitCode, {
      cause: error,
    });
  }
  const evidence = error instanceof Error ? [error.message] : [];
  const next = ['musl-wizard build --output "$HOME/dist-static"', 'or any other writable folder'];
  return new UserError(message, evidence, next, exitCode.broken, { cause: error });
};
