import type { Command as Run } from '../console/context.js';

/** Loads a command only when it is called, so that no command pays for another. */
export type Load<O> = () => Promise<{ run: Run<O> }>;

/** Makes what commander calls of a command that is loaded then. */
export type Action = <O>(load: Load<O>) => (...args: unknown[]) => Promise<void>;

/** Collects the values of a repeatable option. */
export const appendValue = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

/** Command lines with what each does, as the section of a help page. */
export const examples = (lines: readonly (readonly [args: string, what: string])[]): string => {
  const commands = lines.map(([args]) => `musl-wizard${args === '' ? '' : ' '}${args}`);
  const width = Math.max(...commands.map(({ length }) => length));
  const rows = lines.map(([, what], n) => `  ${commands[n]?.padEnd(width)}  ${what}`);
  return `\nExamples:\n${rows.join('\n')}`;
};

export const jsonOption = ['--json', 'Print one JSON document to standard output'] as const;
