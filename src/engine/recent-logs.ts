import { lstatSync, opendirSync } from 'node:fs';
import { join } from 'node:path';
import { ownLogs } from '../build/log/log-file.js';
import type { LogOrigin } from '../explain/fixes-here.js';
import { rungsBuilding } from '../rungs/registry.js';

/** A log that a person may want explained. */
export interface RecentLog {
  readonly path: string;
  /** Its name, or for a log of this program what was logged. */
  readonly name: string;
  readonly bytes: number;
  /** When it was last written, in milliseconds since the epoch. */
  readonly writtenMs: number;
  /** Where what it tells of ran: its fixes are for there. */
  readonly place: LogOrigin;
}

/** Names of logs, as people and tools give them. */
const logName = /\.(?:log|err|out)$|^(?:nohup\.out|typescript)$|(?:^|[-_.])log\.txt$/i;
/** A canary's is named by its rung, a build's by `build-` and its rung. */
const ownName = /^[\dTZ-]+-((?:build-)?([a-z][a-z-]*))-\d+\.log$/;
/** Entries of a folder that are looked at. */
const mostEntries = 5000;

/**
 * The logs in a folder and those of this program's own builds, the newest first. Links, pipes and empty files are none.
 * @param most how many are returned
 */
export const recentLogs = (
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  most = 50,
): readonly RecentLog[] => {
  const logs = ownLogs(env, cwd);
  const own = (logs === null ? [] : filesOf(logs, ownName)).map((log) => {
    const [, what = log.name, by] = ownName.exec(log.name) ?? [];
    const contained = rungsBuilding('container').some((rung) => rung === by);
    return { ...log, name: `musl-wizard: ${what}`, place: contained ? ('container' as const) : ('here' as const) };
  });
  const here = filesOf(cwd, logName).map((log) => ({ ...log, place: 'here' as const }));
  return [...here, ...own].sort((one, other) => other.writtenMs - one.writtenMs).slice(0, most);
};

const filesOf = (folder: string, wanted: RegExp): Omit<RecentLog, 'place'>[] => {
  const found: Omit<RecentLog, 'place'>[] = [];
  try {
    const entries = opendirSync(folder);
    try {
      for (let seen = 0; seen < mostEntries; seen += 1) {
        const entry = entries.readSync();
        if (!entry) break;
        if (!wanted.test(entry.name)) continue;
        const path = join(folder, entry.name);
        const about = lstatSync(path, { throwIfNoEntry: false });
        if (about?.isFile() && about.size > 0)
          found.push({ path, name: entry.name, bytes: about.size, writtenMs: about.mtimeMs });
      }
    } finally {
      entries.closeSync();
    }
  } catch {
    // A folder that is not there, or cannot be read, has no logs to show.
  }
  return found;
};
