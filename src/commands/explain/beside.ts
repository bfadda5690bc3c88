import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Context } from '../../console/context.js';
import type { Beside, Parsed } from '../../explain/source/nix/explain-nix.js';
import { queryEnvironment, queryFolder } from '../../machine/query-environment.js';
import { captureProgram } from '../../machine/read/programs.js';

/**
 * What is known of a Nix file beside its text: whether its flake is locked, and what Nix says of its syntax, where Nix
 * is here. Nix only parses: it evaluates nothing, and opens no store.
 * @param name the file as the user named it
 */
export const lookBeside = async (path: string, name: string, context: Context): Promise<Beside> => {
  const [isLocked, parsed] = await Promise.all([
    isThere(join(dirname(path), 'flake.lock')),
    parsedByNix(path, context),
  ]);
  const isBelow = !name.startsWith('/') && !name.split('/').includes('..');
  return { name: isBelow ? name.replace(/^(?:\.\/)+/, '') : basename(name), isLocked, parsed };
};

const isThere = async (path: string): Promise<boolean | null> => {
  try {
    await access(path);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? false : null;
  }
};

const parsedByNix = async (path: string, { env, cwd, signal }: Context): Promise<Parsed | null> => {
  const place = { env: queryEnvironment(env, cwd), cwd: queryFolder, signal };
  const printed = await captureProgram('nix-instantiate', ['--parse', '--store', 'dummy://', path], place);
  if (!('stdout' in printed)) return null;
  // What was read is printed; more of it than is kept ends the program.
  if (printed.stdout !== '') return { ok: true };
  const at = /:(\d{1,7}):(\d{1,7}):?\s*$/m.exec(printed.stderr);
  const what = /^error: (.*)$/m.exec(printed.stderr)?.[1];
  if (printed.code !== 1 || at === null || what === undefined || !/^(?:syntax error|undefined variable)/.test(what))
    return null;
  return { ok: false, line: Number(at[1]), column: Number(at[2]), what };
};
