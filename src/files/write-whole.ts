import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileSync as writeAtomically } from 'atomically';
import { ensureFolder } from './ensure-folder.js';
import { clearParts } from './parts.js';

/**
 * Writes a file with its folders: whoever looks finds the old text or the new one, never half of it.
 * What is there and is no regular file (a device, a pipe) is never replaced.
 * @throws the error of the file system, or one that says that it is no regular file
 */
export const writeWhole = (path: string, content: string): void => {
  ensureFolder(dirname(path), 0o755);
  const there = statSync(path, { throwIfNoEntry: false });
  if (there && !there.isFile()) throw new Error(`${path} is not a regular file`);
  clearParts(path);
  // Not writable by all, whatever the umask; what is there keeps its mode.
  writeAtomically(path, content, there ? {} : { mode: 0o644 });
};
