import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { beforeEach, describe, it } from 'vitest';

/** Whether a command ends with 0. */
export const works = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
};

/** Skips every test of a file where something is missing, and says what; in CI that is a failure. */
export const skipUnless = (...needs: readonly Need[]): void => {
  const missing = needs.filter(({ met }) => !met()).map(({ name }) => name);
  beforeEach(({ skip }) => {
    if (missing.length > 0 && process.env.CI) throw new Error(`the lab lacks ${missing.join(', ')}`);
    skip(missing.length > 0, `needs ${missing.join(', ')}`);
  });
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

/** A static archive that the C compiler finds. */
export const library = (name: string): Need => ({
  name: `a C compiler and lib${name}.a`,
  met: () => works('sh', '-c', 'case $(cc -print-file-name="lib$1.a") in /*) ;; *) exit 1 ;; esac', 'sh', name),
});

/** What `cc -static` needs. */
export const staticLibc: Need = library('c');

/** A root folder that is a mount of its own, as that of a machine and of most containers, and not that of a chroot. */
export const ownRoot: Need = {
  name: 'a machine that is no chroot',
  met: () => works('grep', '-qE', '^([^ ]+ ){4}/ ', '/proc/self/mountinfo'),
};

/** The first process namespace of a kernel; source: linux, include/linux/proc_ns.h, PROC_PID_INIT_INO. */
const firstProcesses = 'pid:[4026531836]';

/** Whether all processes of the machine are seen here: it is in no PID namespace of its own. */
export const seesAllProcesses = (): boolean => {
  try {
    return readlinkSync('/proc/self/ns/pid') === firstProcesses;
  } catch {
    return false;
  }
};

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
    // The tests themselves are not collected: what they do outside of their hooks may need the tools, too.
    describe.skip(`${title} (needs ${missing.join(', ')})`, () => it('was not tried', () => {}));
  }
};
