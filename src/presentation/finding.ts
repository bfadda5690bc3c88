import type { Finding, Fix, Link } from '../diagnosis/finding.js';
import type { Diagnosis } from '../explain/diagnosis.js';
import type { Counterfactual } from '../ladder/counterfactual.js';
import { asCalled } from '../text/as-called.js';
import { sanitizeLine } from '../text/sanitize.js';
import { command, type Entry, field } from './entry.js';
import { type Line, span } from './span.js';
import { actorWords, severityMark } from './words.js';

/** The heading of the findings of a severity; they stand in this order, the worst first. */
export const severityHeading = {
  blocker: 'Blockers',
  warning: 'Warnings',
  info: 'Good to know',
} as const satisfies Record<Finding['severity'], string>;

/** A finding in one row: its mark, its title, and in parentheses what it is about. */
export const findingHead = ({ severity, title }: Finding, about: string): Line => {
  const { symbol, tone } = severityMark[severity];
  return [span(`${symbol} `, tone), span(title), ...(about === '' ? [] : [span(`  (${about})`, 'quiet')])];
};

/**
 * What there is to say of a finding below its head: what was read, what fixes it, where to read more.
 * @param program the words that start this program
 */
export const findingDetails = ({ evidence, fixes, links }: Finding, program: string): Entry[] => [
  ...evidence.map((text) => field('evidence', text, 'quiet')),
  ...fixes.flatMap((fix) => fixEntries(fix, program)),
  ...linkEntries(links),
];

/** The first fix of a finding, without what it changes and how it is undone. */
export const firstFix = ({ fixes: [fix] }: Finding, program: string): Entry[] => (fix ? fixLines(fix, program) : []);

const fixLines = (fix: Fix, program: string): Entry[] => [
  field('fix', actorWords(fix) === 'you' ? fix.title : `${fix.title} (${actorWords(fix)})`),
  ...fix.commands.flatMap((text) => command(asCalled(text, program))),
];

/** What to send to whoever can carry out a fix, in one line that is copied as it is shown; null where that is this user. */
export const sentLine = ({ title, fix }: { readonly title: string; readonly fix: Fix }): string | null => {
  if ((fix.who ?? 'you') === 'you') return null;
  const commands = fix.commands.join('; ');
  return sanitizeLine(
    `${title.replace(/\.$/, '')}. Please: ${fix.title}${commands === '' ? '' : `: ${commands}`}`,
    4096,
  );
};

/** A fix: what it does and who can do it, its commands, what it changes, how it is undone. */
export const fixEntries = (fix: Fix, program: string): Entry[] => [
  ...fixLines(fix, program),
  ...(fix.changes ? [field('changes', fix.changes, 'quiet')] : []),
  ...(fix.undo ? command(fix.undo, 'undo', 'quiet') : []),
];

/** The known cause of a failure: its title, why it is so, the line of the log, what fixes it. */
export const diagnosisEntries = (diagnosis: Diagnosis, program: string): Entry[] => [
  causeEntry(diagnosis),
  whyEntry(diagnosis),
  ...lineEntries(diagnosis),
  ...diagnosis.fixes.flatMap((fix) => fixEntries(fix, program)),
];

const causeEntry = ({ root, title }: Diagnosis): Entry => ({
  lead: [span(root ? 'cause  ' : 'also   ', 'quiet')],
  text: span(title).text,
  tone: 'strong',
});

const whyEntry = ({ why }: Diagnosis): Entry => field('why', why);

/** The line of the log that shows a cause, with a mark among those around it; alone where these are not known. */
const lineEntries = ({ line, column, excerpt, around = [] }: Diagnosis): Entry[] => {
  if (around.length === 0)
    return [field(column === undefined ? `line ${line}` : `${line}:${column}`, excerpt, 'quiet')];
  const shown = [
    ...around.filter((each) => each.line < line),
    { line, excerpt },
    ...around.filter((each) => each.line > line),
  ];
  const digits = String(Math.max(...shown.map((each) => each.line))).length;
  return shown.map((each): Entry => {
    const number = span(`${String(each.line).padStart(digits)}  `, 'quiet');
    const text = span(each.excerpt).text;
    return each.line === line
      ? { lead: [span('  > ', 'bad'), number], text, tone: 'strong' }
      : { lead: [span('    '), number], text, tone: 'quiet', oneRow: true };
  });
};

/** What would have to change for a rung to be ready, and who can change it; null: nothing is known. */
export const changeEntries = ({ changes }: Counterfactual): Entry[] =>
  (changes ?? []).map(({ path, from, to, who }) => {
    const actor = actorWords({ who, needsRoot: false });
    return field('needs', `${path} = ${shown(to)} (now ${shown(from)}); ${actor} can change it`, 'quiet');
  });

export const linkEntries = (links: readonly Link[]): Entry[] =>
  links.map(({ title, url }) => field('see', `${title}: ${url}`, 'quiet'));

const shown = (value: unknown): string =>
  value === null ? 'unknown' : sanitizeLine(typeof value === 'string' ? value : JSON.stringify(value), 60);
