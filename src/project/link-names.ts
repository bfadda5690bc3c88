import { packageById } from './packages.js';

/** The names by which a library of the table is linked (`-lNAME`), the one that it is called by first. Pure. */
export const linkNames = (id: string): readonly string[] => {
  const entry = packageById(id);
  return entry === null ? [id] : (entry.link ?? entry.flags.slice(0, 1));
};
