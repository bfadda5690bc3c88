import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process, and when it started: a number is given to another process some day, but never with the same start. */
export interface Started {
  readonly pid: number;
  /** Clock ticks since boot, as in /proc/pid/stat. */
  readonly start: string;
  /** The session that it belongs to; sudo gives its command one of its own on a terminal of its own. */
  readonly session: string;
}

/** Processes that are looked at; a command with more below it is ended in several rounds. */
const most = 4096;

/** The children of a process, by any of its threads; needs CONFIG_PROC_CHILDREN. @throws where it has ended */
export const childrenOf = (pid: string): readonly string[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean),
  );

/** Whether /proc numbers processes as this one does; that of another PID namespace has others by the same numbers. */
const numbersAgree = (): boolean => {
  try {
    return readlinkSync('/proc/self') === String(process.pid);
  } catch {
    return false;
  }
};

/** All processes below one, itself included; what cannot be seen is left out. */
export const descendantsOf = (pid: number): Started[] => {
  if (!numbersAgree()) return [];
  const open = [String(pid)];
  const found: Started[] = [];
  while (open.length > 0 && found.length < most) {
    const next = open.pop() ?? '';
    const process = processAt(next);
    if (process === null) continue;
    found.push(process);
    try {
      for (const child of childrenOf(next)) open.push(child);
    } catch {
      // It has just ended.
    }
  }
  return found;
};

/**
 * Processes and all that come of them while they are being ended: a shell may start its next command meanwhile, and leave
 * it without a parent. Such a one is known by its session, in which one of them ran at the look before, except in the
 * session of this very process.
 */
export class Family {
  #known: readonly Started[];
  #sessions: ReadonlySet<string>;

  constructor(known: readonly Started[]) {
    this.#known = known;
    this.#sessions = sessionsOf(known);
  }

  /** All that are known by now, and may run. */
  look(): readonly Started[] {
    if (this.#known.length === 0) return [];
    const before = this.#known.filter(runs);
    const inSessions = readdirSync('/proc').flatMap((name) => {
      const process = /^\d+$/.test(name) ? processAt(name) : null;
      return process && this.#sessions.has(process.session) ? [process] : [];
    });
    const all = [...before, ...before.flatMap(({ pid }) => descendantsOf(pid)), ...inSessions];
    this.#known = [...new Map(all.map((each) => [`${each.pid} ${each.start}`, each])).values()];
    this.#sessions = sessionsOf(this.#known);
    return this.#known;
  }
}

const sessionsOf = (processes: readonly Started[]): ReadonlySet<string> => {
  const sessions = new Set(processes.map(({ session }) => session));
  sessions.delete(processAt('self')?.session ?? '');
  return sessions;
};

/** Those that still run and that this user may signal. */
export const reachable = (processes: readonly Started[]): Started[] =>
  processes.filter((each) => runs(each) && maySignal(each));

/** Those that still run and that this user may not signal. */
export const beyondReach = (processes: readonly Started[]): Started[] =>
  processes.filter((each) => runs(each) && !maySignal(each));

const runs = ({ pid, start }: Started): boolean => processAt(String(pid))?.start === start;

const maySignal = ({ pid }: Started): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
};

/** From proc(5), /proc/pid/stat: after the name in parentheses, state is the first field, session the fourth, start the twentieth. */
const processAt = (pid: string): Started | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, , , session = '', start] = [...fields.slice(0, 4), fields[19]];
    if (state === 'Z' || state === 'X' || start === undefined) return null;
    return { pid: Number.parseInt(stat, 10), start, session };
  } catch {
    return null;
  }
};
