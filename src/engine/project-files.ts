import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { inTurns } from '../files/turns.js';
import { isTelling, type ProjectFiles, skippedFolders } from '../project/project-files.js';
import { scriptsCalled } from '../project/tools.js';

const limits = { files: 20_000, entries: 200_000, depth: 8, fileBytes: 1 << 20, totalBytes: 16 << 20 };

/**
 * Lists a folder and reads the files that say how it is built. Bounded in number, depth and
 * bytes; links are not followed, so nothing outside the folder is read.
 * @param signal ends it: what was found until then is given, as truncated
 */
export const readProjectFiles = async (folder: string, signal?: AbortSignal): Promise<ProjectFiles> => {
  const { paths, truncated } = await listFiles(folder, signal);
  const texts = new Map<string, string>();
  let total = 0;
  const read = async (wanted: readonly string[]): Promise<void> => {
    for (const path of wanted) {
      if (total >= limits.totalBytes || signal?.aborted) break;
      const text = await readBounded(join(folder, path));
      if (text === null) continue;
      total += text.length;
      texts.set(path, text);
    }
  };
  // The shallowest first: the most useful is read even where the bound is hit.
  await read(paths.filter(isTelling).sort((a, b) => depthOf(a) - depthOf(b)));
  await read(scriptsCalled({ paths, texts }).filter((path) => !texts.has(path)));
  return {
    name: basename(folder),
    paths,
    texts,
    truncated: truncated || total >= limits.totalBytes || signal?.aborted === true,
  };
};

const depthOf = (path: string): number => path.split('/').length;

const listFiles = async (
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ paths: string[]; truncated: boolean }> => {
  const ended = inTurns(signal);
  const paths: string[] = [];
  let truncated = false;
  let entries = 0;
  const queue = [folder];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const entry of await entriesOf(next)) {
      entries += 1;
      if ((await ended()) || entries > limits.entries) return { paths: paths.sort(), truncated: true };
      const path = join(next, entry.name);
      const inside = relative(folder, path);
      if (entry.isDirectory()) {
        if (skippedFolders.has(entry.name)) continue;
        if (depthOf(inside) < limits.depth) queue.push(path);
        else truncated = true;
      } else if (entry.isFile()) {
        if (paths.length >= limits.files) return { paths: paths.sort(), truncated: true };
        paths.push(inside);
      }
    }
  }
  return { paths: paths.sort(), truncated };
};

const entriesOf = async (folder: string): Promise<Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // a folder that may not be read holds nothing for us
  }
};

const readBounded = async (path: string): Promise<string | null> => {
  try {
    // Neither a link nor a pipe that took its place since it was listed.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return null;
      const buffer = Buffer.alloc(limits.fileBytes);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null; // vanished or unreadable since it was listed
  }
};
