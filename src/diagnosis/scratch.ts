import type { Facts } from '../facts/facts.js';
import { shellQuote } from '../text/shell-quote.js';
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
        disk?.readOnly === false && disk.noexec === false && disk.writable === true && bears(disk.freeBytes) === true,
    );

/** Shell that lets scratch files be in a folder. */
export const moveScratchTo = ({ path }: Disk): string[] => {
  const folder = shellQuote([`${path}/.tmp`]);
  return [`mkdir -p ${folder}`, `export TMPDIR=${folder}`];
};

/** Shell that lets scratch files lie elsewhere than in a folder without room; where nothing is known to do, that shows where room is. */
export const roomierThan = (folder: string, facts: Facts): string[] => {
  const other = otherScratch(facts);
  return other && !folder.startsWith(`${other.path}/`) ? moveScratchTo(other) : ['df -h; df -i'];
};

/** Where there is none: the facts that are not known of those that may be one. */
export const openScratch = (facts: Facts): string[] =>
  otherScratch(facts)
    ? []
    : labels.flatMap((label) => {
        const disk = facts.disk[label];
        if (!disk || disk.readOnly || disk.noexec || disk.writable === false || bears(disk.freeBytes) === false)
          return [];
        return (['readOnly', 'noexec', 'writable', 'freeBytes'] as const)
          .filter((name) => disk[name] === null)
          .map((name) => `disk.${label}.${name}`);
      });

const bears = (freeBytes: number | null): boolean | null =>
  freeBytes === null ? null : shortOf(freeBytes, thresholds.disk.scratch) !== 'blocker';
