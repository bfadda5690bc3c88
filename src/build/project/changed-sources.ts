import { lstatSync, readdirSync, readlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { readBounded } from '../../files/read-bounded.js';
import { inTurns } from '../../files/turns.js';
import { writeWhole } from '../../files/write-whole.js';

/** Of each file its length and time, of each link where it leads, by path. */
type Seen = Readonly<Record<string, string>>;

const maxBytes = 64 * 1024 ** 2;

/**
 * Gives each file that is not as it was the present time, since build systems go by times: one that was put back with an
 * old time is new to a build that goes on. What is as it was keeps its time.
 * @param folder the copy of the sources
 * @param record file about the sources of the last build that passed; what has changed is taken out of it at once, so that
 * it is changed the next time too, unless this build passes
 * @returns whether a build can go on from the last one, which it cannot where a link leads elsewhere, and what to write
 * to the record once it has passed
 * @throws the error of the file system
 */
export const renewChanged = async (
  folder: string,
  record: string,
  signal: AbortSignal,
): Promise<{ readonly goesOn: boolean; readonly passed: () => void }> => {
  const before = read(record);
  const now = await look(folder, signal);
  const isLink = ([, about]: [string, string]): boolean => about.startsWith(linkMark);
  const changed = Object.entries(now).filter(([path, about]) => before?.[path] !== about);
  const gone = Object.entries(before ?? {}).filter(([path, about]) => now[path] !== about);
  const goesOn = before !== null && ![...changed, ...gone].some(isLink);
  const time = new Date();
  for (const each of changed) if (!isLink(each)) utimesSync(join(folder, each[0]), time, time);
  const same = new Set(Object.keys(now));
  for (const [path] of changed) same.delete(path);
  const kept = goesOn ? Object.entries(now).filter(([path]) => same.has(path)) : [];
  writeWhole(record, JSON.stringify(Object.fromEntries(kept)));
  return { goesOn, passed: () => writeWhole(record, JSON.stringify(now)) };
};

const linkMark = '@';

const read = (record: string): Seen | null => {
  try {
    const found: unknown = JSON.parse(readBounded(record, maxBytes));
    return typeof found === 'object' && found !== null && Object.values(found).every((each) => typeof each === 'string')
      ? (found as Seen)
      : null;
  } catch {
    return null; // none, or not whole
  }
};

const look = async (folder: string, signal: AbortSignal): Promise<Seen> => {
  const ended = inTurns(signal);
  const seen: Record<string, string> = Object.create(null);
  const visit = async (inside: string): Promise<void> => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      if (await ended()) return;
      // It is as the copy of a repository has just been made.
      if (entry.name === '.git') continue;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isSymbolicLink()) seen[path] = `${linkMark}${readlinkSync(join(folder, path))}`;
      else {
        const { size, mtimeMs } = lstatSync(join(folder, path));
        seen[path] = `${size} ${mtimeMs}`;
      }
    }
  };
  await visit('');
  return seen;
};
