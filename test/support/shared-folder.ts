import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ancestors = (folder: string): string[] => {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...ancestors(parent)];
};

/** Where what is not in the repository lies, since it belongs to others: beside the repository or above it; null when nowhere. */
export const sharedFolder = (name: string): string | null =>
  ancestors(import.meta.dirname)
    .map((folder) => join(folder, 'shared', name))
    .find((path) => existsSync(path)) ?? null;
