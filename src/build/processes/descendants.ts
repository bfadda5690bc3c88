import { readdirSync, readFileSync } from 'node:fs';

/** A process, and when it started: a number is given to another process some day, but never with the same start. */
export interface Started {
  readonly pid: number;
  /** Clock ticks since boot, as in /proc/pid/stat. */
  readonly start: string;
}

/** Processes that are looked at; a command with more below it is ended in several rounds. */
const most = 4096;

/** The children of a process, by any of its threads; needs CONFIG_PROC_CHILDREN. @throws where it has ended */
export const childrenOf = (pid: string): readonly string[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean),
  );

/** All processes below one, itself included; what cannot be seen is left out. */
export const descendantsOf = (pid: number): Started[] => {
  const open = [String(pid)];
  const found: Started[] = [];
  while (open.length > 0 && found.length < most) {
    const next = open.pop() ?? '';
    const start = startOf(next);
    if (start === null) continue;
    found.push({ pid: Number(next), start });
    try {
      for (const child of childrenOf(next)) open.push(child);
    } catch {
      // It has just ended.
    }
  }
  return found;
};

/** Those that still run and that this user may signal. */
export const reachable = (processes: readonly Started[]): Started[] =>
  processes.filter((each) => runs(each) && maySignal(each));

/** Those that still run and that this user may not signal. */
export const beyondReach = (processes: readonly Started[]): Started[] =>
  processes.filter((each) => runs(each) && !maySignal(each));

const runs = ({ pid, start }: Started): boolean => startOf(String(pid)) === start;

const maySignal = ({ pid }: Started): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
};

/** From proc(5), /proc/pid/stat: state is the first field after the name in parentheses, the start the twentieth. */
const startOf = (pid: string): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
};
