import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileSync as writeAtomically } from 'atomically';
import { clearParts } from './parts.js';

/**
 * Writes a file with its folders: whoever looks finds the old text or the new one, never half of it.
 * @throws the error of the file system
 */
export const writeWhole = (path: string, content: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  clearParts(path);
  writeAtomically(path, content);
};
