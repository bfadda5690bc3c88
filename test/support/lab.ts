import { execFileSync } from 'node:child_process';
import { describe } from 'vitest';

/** Whether a command ends with 0. */
export const works = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
};

/** Something that a lab test needs, by the name that a person would look for. */
export interface Need {
  readonly name: string;
  readonly met: () => boolean;
}

export const program = (name: string): Need => ({
  name,
  met: () => works('/bin/sh', '-c', 'command -v "$1"', 'sh', name),
});

/** The user that may mount, and enter other roots. */
export const root: Need = { name: 'root', met: () => process.getuid?.() === 0 };

/**
 * Tests against real tools. Where a tool is missing they are skipped and say which; in CI, where
 * the lab was installed, that is a failure.
 */
export const describeLab = (title: string, needs: readonly Need[], tests: () => void): void => {
  const missing = needs.filter(({ met }) => !met()).map(({ name }) => name);
  if (missing.length === 0) {
    describe(title, tests);
  } else if (process.env.CI) {
    describe(title, () => {
      throw new Error(`the lab lacks ${missing.join(', ')}`);
    });
  } else {
    describe.skip(`${title} (needs ${missing.join(', ')})`, tests);
  }
};
