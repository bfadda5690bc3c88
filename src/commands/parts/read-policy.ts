import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { exitCode, UserError } from '../../errors.js';
import { readBounded } from '../../files/read-bounded.js';
import { loadPolicy } from '../../ladder/load-policy.js';
import type { Policy } from '../../ladder/policy.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { refuseOthers } from './refuse-others.js';

const maxBytes = 64 * 1024;

/**
 * Reads a ladder that a user brings (`--ladder FILE`), in the form of flows/ladder.yaml. To be
 * imported only when there is one: it brings the parser.
 * @throws {UserError} when it cannot be read, is no ladder, or can be written by another user
 */
export const readPolicy = async (file: string, cwd: string): Promise<Policy> => {
  const path = resolve(cwd, file);
  const name = sanitizeLine(file, 120);
  refuseOthers('the ladder', path);
  let document: unknown;
  try {
    document = load(readBounded(path, maxBytes), { maxAliases: 10 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The ladder ${name} cannot be read.`, [sanitizeLine(reason)], [], exitCode.usage, {
      cause: error,
    });
  }
  return loadPolicy(document, name);
};
