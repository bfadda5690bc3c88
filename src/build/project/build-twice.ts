import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Difference } from '../../artifact/differences.js';
import { compareFiles } from '../../inspect/compare-files.js';
import { createScratch, prefix, scratchBases } from '../scratch/scratch.js';
import { type BuildOptions, buildProject } from './build-project.js';
import type { BuildResult } from './build-result.js';

/** What came of building a project a second time. */
export interface SecondBuild extends Pick<BuildResult, 'outcome' | 'reason' | 'logFile'> {
  /** Whether all programs are the same to the last byte; null where the second build made none to compare. */
  readonly same: boolean | null;
  readonly programs: readonly ComparedTwice[];
}

/** A program of the first build beside that of the second. */
interface ComparedTwice {
  readonly name: string;
  readonly same: boolean;
  readonly differences: readonly Difference[];
  /** Why they could not be compared; null when they were. */
  readonly fault: string | null;
}

/** Folders of builds, in the words of another program's strings. */
const buildFolder = new RegExp(`${prefix}[\\w-]+|/musl-wizard/builds/[0-9a-f]+`);
/** Times in programs are in seconds. */
const nextSecondMs = 1100;

/**
 * Builds a project again, in another folder and at another time, and compares its programs with those of the first build.
 * User, machine and tools are the same, so what these leave in a program is not seen.
 * @throws {UserError} as `buildProject`
 */
export const buildTwice = async (options: Omit<BuildOptions, 'output'>, first: BuildResult): Promise<SecondBuild> => {
  const scratch = await createScratch(scratchBases(options.env, options.folder));
  try {
    const output = join(scratch.path, 'second');
    mkdirSync(output);
    await pause(nextSecondMs, undefined, { signal: options.signal }).catch(() => undefined);
    const { outcome, reason, logFile, programs } = await buildProject({ ...options, output });
    const compared = first.programs.map(({ name, savedTo }): ComparedTwice => {
      const again = programs.find((each) => each.name === name);
      if (savedTo === null || !again?.savedTo)
        return { name, same: false, differences: [], fault: 'The second build did not produce this program.' };
      const found = compareFiles(savedTo, again.savedTo, buildFolder);
      if (typeof found === 'string') return { name, same: false, differences: [], fault: found };
      return { name, same: found.length === 0, differences: found, fault: null };
    });
    const whole = outcome === 'passed' && programs.length === first.programs.length;
    return {
      outcome,
      reason,
      logFile,
      same: outcome === 'passed' ? whole && compared.every(({ same }) => same) : null,
      programs: outcome === 'passed' ? compared : [],
    };
  } finally {
    await scratch.remove();
  }
};
