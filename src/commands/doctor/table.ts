import pc from 'picocolors';
import stringWidth from 'string-width';
import type { Sink } from '../../console/context.js';
import { defaultColumns, Page } from '../../console/page.js';
import type { Verdict } from '../../ladder/verdict.js';
import { markOf } from '../../presentation/words.js';
import { type RungId, rungIds } from '../../rungs/registry.js';
import { sanitizeLine } from '../../text/sanitize.js';
import type { Examined } from '../doctor.js';
import { renderMachine } from './text.js';

/**
 * Several machines side by side: a line each with a verdict for every rung; below each other where
 * that is too wide. With `verbose` the page of each machine follows.
 */
export const renderTable = (
  examined: readonly Examined[],
  sink: Sink,
  verbose: boolean,
  program = 'musl-wizard',
): string => {
  const color = pc.createColors(sink.color);
  const page = new Page(sink.columns ?? defaultColumns);
  const shown = rungIds.filter((rung) => examined.some((each) => !isLeftOut(each, rung)));
  const headings = [...shown, 'take'];
  const names = examined.map(({ target }) => sanitizeLine(target, 40));
  const widths = headings.map((heading, at) =>
    Math.max(...[heading, ...examined.map((each) => cellsOf(each, shown)[at] ?? '')].map((text) => stringWidth(text))),
  );
  const first = Math.max(...['machine', ...names].map((text) => stringWidth(text))) + 2;
  const line = (cells: readonly string[]) => cells.map((cell, at) => pad(cell, (widths[at] ?? 0) + 2)).join('');

  const fits = first + stringWidth(line(headings).trimEnd()) <= (sink.columns ?? Number.POSITIVE_INFINITY);
  if (fits) page.add(color.bold(`${pad('machine', first)}${line(headings)}`));
  for (const [at, each] of examined.entries()) {
    const name = names[at] ?? '';
    if ('error' in each)
      page.add(pad(name, first), sanitizeLine([each.error.message, ...each.error.evidence.slice(0, 1)].join(' '), 200));
    else if (fits) page.add(`${pad(name, first)}${line(cellsOf(each, shown))}`);
    else {
      page.add(color.bold(name));
      for (const [column, cell] of cellsOf(each, shown).entries())
        page.add(`  ${pad(headings[column] ?? '', 14)}${cell}`);
    }
  }
  const pages = verbose
    ? examined.flatMap((each) => ('examination' in each ? [renderMachine(each.examination, sink, true, program)] : []))
    : [];
  return [page.text, ...pages].join('\n');
};

/** Whether a rung is for other machines than this one, or it is not known of it. */
const isLeftOut = (each: Examined, rung: RungId): boolean =>
  'error' in each || each.examination.rungs.some((verdict) => verdict.id === rung && verdict.ruledOut !== undefined);

/** The verdicts on one machine and the rung to take there; nothing for one that could not be read. */
const cellsOf = (each: Examined, shown: readonly RungId[]): readonly string[] => {
  if ('error' in each) return [];
  const { rungs, findings, recommendation } = each.examination;
  const unknown = (id: RungId): Verdict => ({ id, verdict: 'unknown', because: [] });
  return [
    ...shown.map((rung) => markOf(rungs.find(({ id }) => id === rung) ?? unknown(rung), findings).word),
    recommendation.rung ?? 'none',
  ];
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));
