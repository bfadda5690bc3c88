import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What such a folder is called: the process that owns it stands in the name, so that the next run finds what a kill left behind. */
export const ownFolderName = /^musl-wizard-(?:probe|root)-(\d{1,10})-/;

/**
 * Makes a small private folder that lives for one look at something, in the first place that can
 * be written: mode 0700, with a name that nobody can foresee.
 * @throws the error of mkdtemp(3) in the last place, when none can
 */
export const makeOwnFolder = (purpose: 'probe' | 'root'): string => {
  const name = `musl-wizard-${purpose}-${process.pid}-`;
  for (const base of [tmpdir(), '/tmp']) {
    try {
      return mkdtempSync(join(base, name));
    } catch {
      // The next place may do; the error of the last one is told.
    }
  }
  return mkdtempSync(join('/var/tmp', name));
};
