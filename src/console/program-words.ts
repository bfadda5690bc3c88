import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../text/shell-quote.js';

/**
 * The words that start this program again from the user's shell: its name where the search path leads to
 * it, `npx musl-wizard` where npx fetched it (npx puts it on the search path of this process alone), and
 * else its file.
 * @param script the file that node was started with
 * @param configDir what --config-dir said: without it the next command would not find what this one saved
 */
export const programWords = (env: Env, script: string | undefined, configDir?: string): string =>
  fileWords(env, script) + (configDir === undefined ? '' : ` --config-dir ${shellQuote([configDir])}`);

type Env = Readonly<Record<string, string | undefined>>;

const fileWords = (env: Env, script: string | undefined): string => {
  const name = 'musl-wizard';
  const file = script === undefined ? null : real(script);
  if (file === null) return name;
  // npm gives the command that it runs, quoted; a program that only runs below another one's npx is not meant.
  if (env.npm_lifecycle_event === 'npx' && /^'?musl-wizard'?(?: |$)/.test(env.npm_lifecycle_script ?? '')) {
    return `npx ${name}`;
  }
  const onPath = (env.PATH ?? '').split(':').some((folder) => folder !== '' && real(join(folder, name)) === file);
  if (onPath) return name;
  // A single executable is both the program and its script.
  return shellQuote(file === real(process.execPath) ? [file] : ['node', file]);
};

const real = (path: string): string | null => {
  try {
    return realpathSync(path);
  } catch {
    return null; // not there
  }
};
