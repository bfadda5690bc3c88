import { domainOf } from '../../diagnosis/domain-of.js';
import type { Finding } from '../../diagnosis/finding.js';
import type { SessionState } from '../../engine/session-state.js';
import type { Domain, Facts } from '../../facts/facts.js';
import { defaultPolicy } from '../../ladder/default-policy.js';
import type { Verdict } from '../../ladder/verdict.js';
import { domainDetails, domainMark, problemWords, summaryOf } from '../../presentation/domain-summary.js';
import { findingDetails, findingHead, severityHeading } from '../../presentation/finding.js';
import { column, type Line, line, lineWidth, paragraph, span } from '../../presentation/line.js';
import { domainTitle } from '../../presentation/words.js';
import { wrapEntries } from '../../presentation/wrap.js';
import { uniqueKeys } from '../model/unique-keys.js';

/** A row of Machine that the cursor can stand on, with the rows that it opens to. */
export interface MachineRow {
  readonly key: string;
  /** Heading of the group. */
  readonly heading: string | null;
  readonly head: Line;
  readonly details: readonly Line[];
}

/** The findings with the keys of their rows; several findings can share an id. */
export const keyedFindings = (
  session: SessionState,
): readonly { readonly key: string; readonly finding: Finding }[] => {
  const findings = session.examination?.findings ?? [];
  const keys = uniqueKeys(findings.map(({ id }) => `finding:${id}`));
  return findings.map((finding, index) => ({ key: keys[index] ?? '', finding }));
};

/** What is known of the machine by now: problems first, the worst on top, then each domain as it is read, then notes. */
export const machineRows = (session: SessionState, width: number, program = 'musl-wizard'): MachineRow[] => {
  const weight = weigh(session.examination?.rungs ?? []);
  const findings = keyedFindings(session).map(({ key, finding }) => ({ key, finding, severity: weight(finding) }));
  const group = (wanted: Finding['severity']) =>
    findings
      .filter(({ severity }) => severity === wanted)
      .map(({ key, finding }) =>
        findingRow(key, { ...finding, severity: wanted }, severityHeading[wanted], width, program),
      );
  const problems = [...group('blocker'), ...group('warning')];
  const facts: Partial<Facts> = session.examination?.facts ?? session.partial;
  const notes = group('info');
  const headed = problems.length + notes.length > 0;
  const domains = (Object.keys(domainTitle) as Domain[]).map((domain) => {
    const own = findings.filter(({ finding }) => domainOf(finding.id) === domain).map(({ severity }) => severity);
    const known = session.examination ? own : null;
    return domainRow(domain, facts, known, headed ? 'This machine' : null, width);
  });
  return [...problems, ...domains, ...notes];
};

/**
 * How much a finding weighs on this machine: what blocks only side rungs is a mere
 * note while another rung is ready.
 */
const weigh = (verdicts: readonly Verdict[]) => {
  const someReady = verdicts.some(({ verdict }) => verdict === 'ready');
  return ({ severity, rungs }: Finding): Finding['severity'] => {
    const aside = rungs.length > 0 && rungs.every((rung) => defaultPolicy.side.includes(rung));
    return aside && someReady ? 'info' : severity;
  };
};

const findingRow = (
  key: string,
  finding: Finding,
  heading: string | null,
  width: number,
  program: string,
): MachineRow => {
  const head = findingHead(finding, finding.rungs.join(', '));
  const [mark, ...words] = head;
  return {
    key,
    heading,
    head,
    details: [
      // The row itself is cut at the edge; opened, it is shown in full.
      ...(mark && lineWidth(head) > width ? paragraph(words.map(({ text }) => text).join(''), width, 'plain', 2) : []),
      ...wrapEntries(findingDetails(finding, program), width),
    ],
  };
};

/** @param findings severities of the domain's findings; null before they are known */
const domainRow = (
  domain: Domain,
  facts: Partial<Facts>,
  findings: readonly Finding['severity'][] | null,
  heading: string | null,
  width: number,
): MachineRow => {
  const known = facts[domain];
  const title = column(domainTitle[domain], 14);
  const key = `domain:${domain}`;
  // Plain ASCII: measuring anything else loads Unicode tables, and these rows are the first frame.
  if (known === undefined)
    return { key, heading, head: [span('. ', 'quiet'), span(title, 'quiet'), span('reading', 'quiet')], details: [] };
  const summary = summaryOf(domain, known);
  const mark = domainMark(domain, known, findings);
  return {
    key,
    heading,
    head: [
      span(`${mark.symbol} `, mark.tone),
      span(title, 'strong'),
      span(findings ? problemWords(findings) : '', mark.tone),
      span(summary),
    ],
    details: domainDetails(known).flatMap((text) => paragraph(text, width, 'quiet', 2)),
  };
};

/** Keys of all rows that the cursor can stand on: each row, and each row that it is opened to, so that all can be reached. */
export const machineKeys = (rows: readonly MachineRow[], opened: readonly string[]): string[] =>
  rows.flatMap(({ key, details }) => [
    key,
    ...(opened.includes(key) ? details.map((_, index) => detailKey(key, index)) : []),
  ]);

const detailKey = (key: string, index: number): string => `${key}#${index}`;

/** The row that a key is of, whether it stands for the row itself or for one of its details. */
export const rowKey = (key: string): string => key.replace(/#\d+$/, '');

/** The rows of Machine flattened, and where the cursor's row begins among them. */
export const machineLines = (
  rows: readonly MachineRow[],
  cursor: string,
  opened: readonly string[],
  pointer = '❯ ',
): { readonly lines: readonly Line[]; readonly at: number } => {
  const lines: Line[] = [];
  let at = 0;
  // Before anything is known there is nothing to point at.
  const anyKnown = rows.some(({ details }) => details.length > 0);
  for (const [index, row] of rows.entries()) {
    if (row.heading !== null && row.heading !== rows[index - 1]?.heading) {
      if (lines.length > 0) lines.push([]);
      lines.push(line(row.heading, 'strong'));
    }
    const here = row.key === cursor && anyKnown;
    if (here) at = lines.length;
    lines.push([span(here ? pointer : '  ', 'strong'), ...row.head]);
    if (!opened.includes(row.key)) continue;
    row.details.forEach((detail, index) => {
      const selected = detailKey(row.key, index) === cursor;
      if (selected) at = lines.length;
      lines.push([span(selected ? pointer : '  ', 'strong'), ...detail]);
    });
  }
  return { lines, at };
};
