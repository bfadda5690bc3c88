import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../src/settings/paths.js';

/** Makes a folder to which no other user can write, nor to any above it: unlike one in /tmp, it may hold scratch. */
export const trustedFolder = (name: string): string => {
  const base = process.getuid?.() === 0 ? '/var/cache' : cacheFolder(process.env);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(base, name));
};
