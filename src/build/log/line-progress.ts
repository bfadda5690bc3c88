import type { Progress } from '../plan.js';

/** "[3/120] CC x.o" as ninja numbers its jobs; "[ 45%] Building C object" as the makefiles of CMake do. */
const ofJobs = /^\[ *(\d{1,7})\/(\d{1,7})\] /;
const ofPercent = /^\[ *(\d{1,3})%\] /;

/** How far a build is by the newest of its lines that says so; null where none does. Pure. */
export const lineProgress = (lines: readonly string[]): Progress | null => {
  for (const line of lines.toReversed()) {
    const [, done, total] = ofJobs.exec(line) ?? [];
    if (done && total && Number(done) <= Number(total))
      return { done: Number(done), total: Number(total), label: 'jobs' };
    const [, percent] = ofPercent.exec(line) ?? [];
    if (percent && Number(percent) <= 100) return { done: Number(percent), total: 100, label: '%' };
  }
  return null;
};
