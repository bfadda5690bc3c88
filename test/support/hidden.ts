import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../../src/text/shell-quote.js';

/**
 * Words that run a command in a mount namespace of its own in which programs and folders of this
 * machine are hidden: a program by an empty file that nobody may execute, a folder by an empty one.
 * So a test sees a machine on which they were never installed. Needs root.
 * @param scratch folder for the empty things
 */
export const withoutThem = (scratch: string, paths: readonly string[], command: readonly string[]): string[] => {
  const folder = mkdtempSync(join(scratch, 'hidden-'));
  mkdirSync(join(folder, 'empty'));
  const file = join(folder, 'file');
  const hide = (path: string) => {
    const [target = ''] = [shellQuote([path])];
    return `if [ -d ${target} ]; then mount --bind ${folder}/empty ${target}; elif [ -e ${target} ]; then mount --bind ${file} ${target}; fi`;
  };
  const script = [`: >${file}; chmod 000 ${file}`, ...paths.map(hide), `exec ${shellQuote(command)}`].join('\n');
  return ['unshare', '-m', 'sh', '-ec', script];
};
