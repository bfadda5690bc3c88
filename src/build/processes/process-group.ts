import { readdirSync, readFileSync } from 'node:fs';

/**
 * Groups of processes that this program started. A build forks; a signal to the direct child alone
 * leaves the rest running, so every external command leads a group of its own and is ended as one
 * (kill(2): a negative pid names the group).
 */
const running = new Set<number>();

/** Sends a signal to a whole group. False when no process of it is left. */
export const signalGroup = (leader: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    // EPERM: some member has changed its user (sudo, a setuid helper); the others did get it.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Whether a process of the group still runs. A zombie counts as gone: where process 1 reaps
 * nothing, as in many containers, it stays for ever and kill(2) cannot distinguish it from a running process.
 */
export const groupRuns = (leader: number): boolean => {
  if (!signalGroup(leader, 0)) return false;
  try {
    return readdirSync('/proc').some((name) => /^\d+$/.test(name) && runsInGroup(name, leader));
  } catch {
    return true; // no /proc to distinguish them
  }
};

/** From proc(5), /proc/pid/stat: after the name in parentheses come state, parent and group. */
const runsInGroup = (pid: string, leader: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3);
    return Number(group) === leader && state !== 'Z' && state !== 'X';
  } catch {
    return false; // it has just ended
  }
};

const endAll = (): void => {
  for (const leader of running) signalGroup(leader, 'SIGKILL');
};

/** Takes care that the group does not outlive this process; returns what ends the care. */
export const guardGroup = (leader: number): (() => void) => {
  if (running.size === 0) process.on('exit', endAll);
  running.add(leader);
  return () => {
    running.delete(leader);
    if (running.size === 0) process.off('exit', endAll);
  };
};
