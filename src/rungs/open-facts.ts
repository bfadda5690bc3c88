import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';

/** Those of the paths whose fact is not known. */
export const unknownOf = (facts: Facts, paths: readonly string[]): string[] =>
  paths.filter((path) => (factAt(facts, path) ?? null) === null);

/** What carrying out anything here rests on, also where the build itself is elsewhere. */
export const scratchPaths = ['pids.effective', 'disk.tmp.noexec', 'disk.tmp.readOnly'] as const;

/** What every build on this machine itself rests on. */
export const localPaths = [...scratchPaths, 'memory.effectiveBytes', 'disk.tmp.freeBytes'] as const;
