import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { distrust } from '../files/trusted-path.js';

/** What such a folder is called; one that is old was left by a run that was killed. */
export const ownFolderName = /^musl-wizard-(?:probe|root)-[A-Za-z0-9]{6}$/;

/** Where such folders are made, the first choice first: what is called so elsewhere is somebody's own. */
export const ownFolderPlaces = (): readonly string[] => [resolve(tmpdir()), '/tmp', '/var/tmp'];

/**
 * Makes a small private folder that lives for one look at something, in the first place that can be written and in
 * which nobody else can replace it: mode 0700.
 * @throws why the last place will not do, when none will
 */
export const makeOwnFolder = (purpose: 'probe' | 'root'): string => {
  let failure: unknown;
  for (const base of ownFolderPlaces()) {
    const fault = distrust(base, { sticky: true });
    try {
      if (fault) throw new Error(fault.evidence);
      return mkdtempSync(join(base, `musl-wizard-${purpose}-`));
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
};
