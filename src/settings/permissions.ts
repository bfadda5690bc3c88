import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { distrustOwn } from '../files/in-project.js';
import type { Distrust } from '../files/trusted-path.js';
import { writeWhole } from '../files/write-whole.js';

/** What this user said to a file that steers how a project is built; `unasked` where this content was never shown. */
export type Permission = 'allowed' | 'refused' | 'unasked';

/** What a permission is given to: a content under a name, wherever it lies. */
export const contentHash = (name: string, text: string): string =>
  createHash('sha256').update(`${name}\0${text}`).digest('hex');

// One empty file an answer, so that answers given side by side never meet, and `ls` and `rm` do what they say.
const fileOf = (config: string, hash: string, answer: 'allowed' | 'refused'): string =>
  resolve(join(config, answer, hash));

/** What was answered to a content, and why the answer does not count; `unasked` where it does not. */
export interface Answer {
  readonly permission: Permission;
  readonly distrust: Distrust | null;
}

/**
 * The answer that was given to a content. One that another user, or the author of the project, could have written
 * counts for nothing.
 * @param project absolute path of the folder that the content is for
 */
export const answerTo = (config: string, hash: string, project: string): Answer => {
  const given = (['allowed', 'refused'] as const).filter((answer) => existsSync(fileOf(config, hash, answer)));
  const faults = given.map((answer) => distrustOwn(fileOf(config, hash, answer), project));
  return { permission: given[faults.indexOf(null)] ?? 'unasked', distrust: faults.find((fault) => fault) ?? null };
};

/**
 * Remembers an answer; `unasked` takes back what was said.
 * @throws the error of the file system, or one that says why an answer there would not count
 */
export const setPermission = (config: string, hash: string, permission: Permission, project: string): void => {
  const fault = permission === 'allowed' ? distrustOwn(fileOf(config, hash, permission), project) : null;
  if (fault) throw new Error(`${fault.who} could have granted it: ${fault.evidence}`);
  for (const answer of ['allowed', 'refused'] as const) {
    const path = fileOf(config, hash, answer);
    if (answer === permission) writeWhole(path, '');
    else rmSync(path, { force: true });
  }
};
