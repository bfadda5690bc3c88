import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a command and all that it started did with files. */
export interface Trace {
  /** Programs that were started, as they were named; without those that could not be. */
  readonly started: readonly string[];
  /** Files that were opened by any other process than the command itself, by their real paths. */
  readonly openedByTools: readonly string[];
}

/** The words that trace a command into a folder of its own. */
export const traced = (folder: string, command: readonly string[]): readonly [string, ...string[]] => {
  mkdirSync(folder, { recursive: true });
  // A file for each task, so that no call is cut in two by another's; descriptors with the paths that they stand for.
  const calls = 'trace=execve,execveat,open,openat,openat2,clone,clone3,fork,vfork';
  return [
    'strace',
    '-ff',
    '-qq',
    '-y',
    '-s',
    '4096',
    '-e',
    calls,
    '-e',
    'signal=none',
    '-o',
    join(folder, 'of'),
    ...command,
  ];
};

/**
 * Reads what traced() left: the threads of the first task are the command itself, and all else are tools.
 * @param file what the command itself is, of which the first task is known
 */
export const readTrace = (folder: string, file: string): Trace => {
  const tasks = new Map(
    readdirSync(folder).map((name) => [name.slice('of.'.length), readFileSync(join(folder, name), 'utf8').split('\n')]),
  );
  const first = [...tasks].find(([, [line = '']]) => line.startsWith('execve(') && line.includes(file));
  if (!first) throw new Error(`no task in ${folder} started ${file}`);
  const own = new Set<string>([first[0]]);
  for (const task of own) {
    for (const line of tasks.get(task) ?? []) {
      const thread = /^clone3?\(.*CLONE_THREAD.* = (\d+)/.exec(line)?.[1];
      if (thread) own.add(thread);
    }
  }
  const lines = [...tasks.values()].flat();
  const started = lines.flatMap((line) => /^execve(?:at)?\((?:[^"]*, )?"(.*?)", \[.*\) = 0$/.exec(line)?.[1] ?? []);
  const tools = [...tasks].flatMap(([task, its]) => (own.has(task) ? [] : its));
  const openedByTools = tools.flatMap((line) => /^open(?:at2?)?\(.* = \d+<(.*)>$/.exec(line)?.[1] ?? []);
  return { started, openedByTools };
};
