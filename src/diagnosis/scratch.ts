import type { Facts } from '../facts/facts.js';
import { shortOf, thresholds } from './thresholds.js';

type Disk = Facts['disk'][string];

/** Folders that builds take where the one for temporary files will not do. */
const labels = ['home', 'cwd'] as const;

/** A folder of this user's that bears scratch files: room, writable, executable. */
export const otherScratch = (facts: Facts): Disk | undefined =>
  labels
    .map((label) => facts.disk[label])
    .find(
      (disk) =>
        disk !== undefined && disk.readOnly === false && disk.noexec === false && bears(disk.freeBytes) === true,
    );

/** Where there is none: the facts that are not known of those that may be one. */
export const openScratch = (facts: Facts): string[] =>
  otherScratch(facts)
    ? []
    : labels.flatMap((label) => {
        const disk = facts.disk[label];
        if (!disk || disk.readOnly || disk.noexec || bears(disk.freeBytes) === false) return [];
        return (['readOnly', 'noexec', 'freeBytes'] as const)
          .filter((name) => disk[name] === null)
          .map((name) => `disk.${label}.${name}`);
      });

const bears = (freeBytes: number | null): boolean | null =>
  freeBytes === null ? null : shortOf(freeBytes, thresholds.disk.scratch) !== 'blocker';
