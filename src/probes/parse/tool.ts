import { type Captures, runOf, textOf } from '../../machine/capture.js';
import { findVersion } from './version.js';

/** A program: where it is and its version. */
export interface Tool {
  readonly path: string;
  readonly version: string | null;
}

/**
 * A program by its `which:` capture and the command that prints its version; null where it is not there. A command that
 * failed gives no version: what it printed can be that of a toolchain which it did not find.
 */
export const tool = (captures: Captures, name: string, command: `run:${string}`): Tool | null => {
  const path = textOf(captures, `which:${name}`)?.trim();
  if (!path) return null;
  const run = runOf(captures, command);
  return { path, version: run?.code === 0 ? (findVersion(run.stdout) ?? findVersion(run.stderr)) : null };
};
