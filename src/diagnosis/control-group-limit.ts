import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { levels } from '../probes/parse/levels.js';
import { integer } from '../probes/parse/numbers.js';
import { shellQuote } from '../text/shell-quote.js';
import type { FixSpec } from './build-finding.js';

/** Limits of control groups, by file, with the property of systemd that sets each: systemd.resource-control(5). */
const properties: Readonly<Record<string, string>> = {
  'pids.max': 'TasksMax',
  'memory.max': 'MemoryMax',
  'memory.high': 'MemoryHigh',
};

/** A limit where it is set. */
interface Held {
  /** Folder of the control group. */
  readonly folder: string;
  readonly file: string;
  readonly value: number;
}

/** The tightest limit in files of control groups, leaf first where several are alike; null where none is seen. */
const tightest = (captures: Captures, files: readonly string[]): Held | null =>
  files
    .flatMap((file) => levels(captures, file).map(({ folder, content }) => ({ folder, file, value: integer(content) })))
    .filter((held): held is Held => held.value !== null)
    .toSorted((left, right) => left.value - right.value)[0] ?? null;

/**
 * Lifts the tightest limit of this process's control groups where it really is: at the unit of systemd that the group
 * belongs to, in the user's own manager or the system's, else in the group's file. With an undo that sets it as it was.
 * @param files names of the files that may hold it
 * @param what what is limited, for the title
 * @returns null in a container, and where the group that holds it is not seen: it is set from outside then
 */
export const liftLimit = (
  facts: Facts,
  captures: Captures,
  { files, what }: { readonly files: readonly string[]; readonly what: string },
): FixSpec | null => {
  const held = tightest(captures, files);
  if (held === null || facts.container.kind !== 'none') return null;
  const { folder, file, value } = held;
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const property = properties[file];
  if (property === undefined || facts.init.system !== 'systemd' || !/\.(?:slice|scope|service)$/.test(name)) {
    const path = shellQuote([`${folder}/${file}`]);
    return {
      title: `Remove the ${what} limit of this control group`,
      commands: [`echo ${file === 'memory.limit_in_bytes' ? '-1' : 'max'} > ${path}`],
      root: true,
      changes: 'As long as the control group exists.',
      undo: `echo ${value} > ${path}`,
    };
  }
  const own = new RegExp(`/user@${facts.isolation.uid}\\.service/`).test(folder);
  const set = `systemctl ${own ? '--user ' : ''}set-property --runtime ${shellQuote([name])} ${property}=`;
  return {
    title: `Remove the ${what} limit of ${name}`,
    commands: [`${set}infinity`],
    root: !own,
    changes: 'Until the next boot, what runs in this unit of systemd can use as much as the levels above it allow.',
    undo: `${set}${value}`,
  };
};
