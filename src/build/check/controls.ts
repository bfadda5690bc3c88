import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../facts/facts.js';
import { inspectFile } from '../../inspect/inspect-file.js';
import { foreignProgram, type ProgramShape } from '../../machine/foreign-program.js';
import type { BuildPaths } from '../plan.js';
import type { Controls } from '../result.js';
import { StepRunner } from '../step-runner.js';
import { judgeArtifact } from './judge-artifact.js';
import { runBuiltProgram } from './run-program.js';

export interface ControlOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const timeoutMs = 10_000;

/**
 * Puts the check itself to the test after a canary failed: programs made here, of which it is known
 * what they are, go the way of the built one, through the same judge and the same run. The good one
 * is static and ends with 0; of the bad ones one asks for a loader and one ends with 1.
 * Null where that says nothing of the check: no such program for this architecture, no room to
 * write it, or a machine that does not let it start (limits, signals, a cancel).
 */
export const runControls = async (
  place: BuildPaths,
  facts: Facts,
  options: ControlOptions,
): Promise<Controls | null> => {
  const { arch } = facts.os;
  if (arch === null || foreignProgram(arch) === null) return null;
  const folder = join(place.scratch, 'controls');
  const runner = new StepRunner({
    cwd: place.scratch,
    env: options.env,
    logFile: join(folder, 'log'),
    signal: options.signal,
    timeoutMs,
    onEvent: () => {},
  });

  /** Whether the check takes a program for a good one. */
  const passes = async (name: string, shape: ProgramShape): Promise<boolean> => {
    const output = join(folder, name);
    writeFileSync(output, foreignProgram(arch, shape) ?? '', { mode: 0o700, flag: 'wx' });
    const artifact = await inspectFile(output);
    // Programs without a C library: only the loader of the dynamic one shows that it is musl.
    if (judgeArtifact(artifact, { libc: ['unknown', 'musl'], machine: arch }) !== null) return false;
    const run = await runBuiltProgram(runner, { id: place.id, output }, artifact, facts, '', options.signal);
    return run.outcome === 'passed' && run.ran === true;
  };

  try {
    mkdirSync(folder, { mode: 0o700 });
    const good = await passes('good', {});
    const dynamic = await passes('dynamic', { interpreter: '/lib/ld-musl-x.so.1' });
    const failing = await passes('failing', { status: 1 });
    return runner.steps.some(({ code }) => code === null) ? null : { good, bad: !dynamic && !failing };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return null; // a full or failing disk: that is the machine
  }
};

/** What controls that failed say of the canary, in sentences. Pure. */
export const doubtsOf = (controls: Controls | null): readonly string[] => {
  if (controls === null) return [];
  return [
    !controls.good && 'The check itself is faulty: it rejected a known good static program.',
    !controls.bad && 'The check itself is faulty: it accepted a known bad program.',
  ].filter((sentence) => sentence !== false);
};
