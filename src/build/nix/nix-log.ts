import { stripAnsi } from '../../text/sanitize.js';
import type { LineDecoder } from '../log/log-follower.js';
import type { Progress } from '../plan.js';

/** From Nix's src/libutil/logging.hh: activity and result types, stable since 2.0. */
const activity = { copyPaths: 103, builds: 104 } as const;
const result = { buildLogLine: 101, postBuildLogLine: 107, progress: 105 } as const;
/** Verbosity up to which messages are for people: 3 is "info". */
const info = 3;

interface Entry {
  readonly action?: unknown;
  readonly id?: unknown;
  readonly level?: unknown;
  readonly type?: unknown;
  readonly text?: unknown;
  readonly msg?: unknown;
  readonly fields?: unknown;
}

/**
 * Reads Nix's `--log-format internal-json`, a line at a time: the lines of messages and builds come
 * back as Nix would print them, the counts of builds and downloads go to `report`. Lines of another
 * kind (results on standard output, a client that writes plain text) come back as they are.
 */
export const decodeNixLog = (report: (progress: Progress) => void): LineDecoder => {
  const counted = new Map<unknown, 'built' | 'fetched'>();
  return (line) => {
    if (!line.startsWith('@nix ')) return [line];
    const entry = parse(line.slice(5));
    if (!entry) return [line];
    switch (entry.action) {
      case 'msg':
        return printed(entry.msg, entry.level);
      case 'start':
        if (entry.type === activity.builds) counted.set(entry.id, 'built');
        if (entry.type === activity.copyPaths) counted.set(entry.id, 'fetched');
        return printed(entry.text, entry.level);
      case 'stop':
        counted.delete(entry.id);
        return [];
      case 'result': {
        const fields: readonly unknown[] = Array.isArray(entry.fields) ? entry.fields : [];
        if (entry.type === result.buildLogLine || entry.type === result.postBuildLogLine) return printed(fields[0], 0);
        const label = counted.get(entry.id);
        const [done, total] = fields;
        if (
          entry.type === result.progress &&
          label &&
          typeof done === 'number' &&
          typeof total === 'number' &&
          total > 0
        ) {
          report({ done, total, label });
        }
        return [];
      }
      default:
        return [];
    }
  };
};

const parse = (text: string): Entry | null => {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === 'object' && entry !== null ? entry : null;
  } catch {
    return null; // cut short by a kill, or not what it says
  }
};

const printed = (text: unknown, level: unknown): readonly string[] =>
  typeof text === 'string' && text !== '' && (typeof level !== 'number' || level <= info)
    ? stripAnsi(text).split('\n')
    : [];
