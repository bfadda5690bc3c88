import wrapAnsi from 'wrap-ansi';
import { describeValue } from '../../flow/describe-value.js';
import type { End, TraceEntry } from '../../flow/state.js';
import { asCalled } from '../../text/as-called.js';
import { sanitize, sanitizeLine } from '../../text/sanitize.js';
import { commandLines } from '../../text/shown-command.js';

/** The decisions of a walk, a line each, with the facts that they rest on. */
export const traceLines = (trace: readonly TraceEntry[]): readonly string[] =>
  trace.filter(({ kind }) => kind !== 'done').map((entry) => sanitizeLine(decision(entry), 400));

const decision = ({ text, outcome, evidence, reason, kind }: TraceEntry): string => {
  if (kind === 'note' || kind === 'goto') return text;
  const facts = evidence.map(({ subject, value }) => `${subject}: ${describeValue(value)}`);
  const why = [...facts, ...(reason ? [reason] : [])].join('; ');
  return `${text}${text.endsWith('?') ? '' : ':'} ${outcome}${why ? ` (${why})` : ''}`;
};

const heads = { setup: 'This works here', remedy: 'Do this', elsewhere: 'Not here' } as const;

/** The end of a walk: what it came to, why, what to run, and what to send to whom. Commands are never broken. */
export const endLines = (
  { done, because, setup, commands, message, links }: End,
  columns = 80,
  program = 'musl-wizard',
): readonly string[] => [
  setup ? `${heads[done]}: ${setup.rung}${setup.upx ? ' with UPX' : ''}` : heads[done],
  wrapAnsi(sanitize(because.trim()), Math.min(columns, 100)),
  ...(commands.length > 0
    ? ['', ...commands.flatMap((command) => commandLines(asCalled(command, program)).map((each) => `  ${each}`))]
    : []),
  ...(message
    ? [
        '',
        `To ${sanitizeLine(message.to)}:`,
        ...message.text
          .trim()
          .split('\n')
          .map((line) => `  | ${sanitize(line)}`),
      ]
    : []),
  ...links.map(({ title, url }) => `${sanitizeLine(title)}: ${sanitizeLine(url, 400)}`),
];
