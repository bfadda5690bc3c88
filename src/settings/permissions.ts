import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { distrust } from '../files/trusted-path.js';
import { writeWhole } from '../files/write-whole.js';

/** What this user said to a file that steers how a project is built; `unasked` where this content was never shown. */
export type Permission = 'allowed' | 'refused' | 'unasked';

/** What a permission is given to: a content under a name, wherever it lies. */
export const contentHash = (name: string, text: string): string =>
  createHash('sha256').update(`${name}\0${text}`).digest('hex');

// One empty file an answer, so that answers given side by side never meet, and `ls` and `rm` do what they say.
const fileOf = (config: string, hash: string, answer: 'allowed' | 'refused'): string =>
  resolve(join(config, answer, hash));

/** The answer that was given to a content. One that another user could have written counts for nothing. */
export const permissionFor = (config: string, hash: string): Permission => {
  const given = (answer: 'allowed' | 'refused'): boolean => {
    const path = fileOf(config, hash, answer);
    return existsSync(path) && distrust(path, { sticky: true }) === null;
  };
  return given('allowed') ? 'allowed' : given('refused') ? 'refused' : 'unasked';
};

/**
 * Remembers an answer; `unasked` takes back what was said.
 * @throws the error of the file system
 */
export const setPermission = (config: string, hash: string, permission: Permission): void => {
  for (const answer of ['allowed', 'refused'] as const) {
    const path = fileOf(config, hash, answer);
    if (answer === permission) writeWhole(path, '');
    else rmSync(path, { force: true });
  }
};
