import { join } from 'node:path';
import { isInside } from '../files/inside.js';
import { readBounded } from '../files/read-bounded.js';
import type { Setup } from '../project/setup.js';
import { describeSetup, parseTeamFile, teamFileName } from '../project/team-file.js';
import { answerTo, contentHash, type Permission } from '../settings/permissions.js';
import { maxSetupBytes } from '../settings/setup-path.js';

/** A file in a project that steers how it is built: nothing of it counts before the user allowed its content. */
export interface SteeringFile {
  /** Relative to the project. */
  readonly path: string;
  readonly permission: Permission;
  /** Why a permission that is there does not count; null where none is there, or it does. */
  readonly unheard: string | null;
  /** What it would set, in plain lines. */
  readonly sets: readonly string[];
  /** Why it could not be used even if it were allowed; null where it could. */
  readonly problem: string | null;
  /** Its whole text, and the name of it in the permissions; null where it cannot be read. */
  readonly content: { readonly text: string; readonly hash: string } | null;
}

export interface TeamFile extends SteeringFile {
  /** The setup that it holds, whether or not it is allowed; null with a problem. */
  readonly setup: Setup | null;
}

/** The file that a team shares, with what the user said to it; null where there is none. Read once: what is judged is what is used. */
export const readTeamFile = (config: string, folder: string): TeamFile | null => {
  const path = join(folder, teamFileName);
  const unread = (problem: string): TeamFile => ({
    path: teamFileName,
    permission: 'unasked',
    unheard: null,
    sets: [],
    problem,
    content: null,
    setup: null,
  });
  if (!isInside(folder, path)) return unread('it is a link that leads out of the project');
  let text: string;
  try {
    text = readBounded(path, maxSetupBytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : unread(message);
  }
  const hash = contentHash(teamFileName, text);
  const { permission, distrust } = answerTo(config, hash, folder);
  const parsed = parseTeamFile(text);
  const fits = typeof parsed !== 'string';
  return {
    path: teamFileName,
    permission,
    unheard: distrust?.evidence ?? null,
    sets: fits ? describeSetup(parsed) : [],
    problem: fits ? null : parsed,
    content: { text, hash },
    setup: fits ? parsed : null,
  };
};
