import pc from 'picocolors';
import type { Sink } from '../../console/context.js';
import { defaultColumns, Page } from '../../console/page.js';
import type { Finding } from '../../diagnosis/finding.js';
import type { Examination } from '../../engine/examination.js';
import type { Facts } from '../../facts/facts.js';
import { type Counterfactual, counterfactual } from '../../ladder/counterfactual.js';
import { defaultPolicy } from '../../ladder/default-policy.js';
import { toSend } from '../../ladder/to-send.js';
import { decides, type Verdict } from '../../ladder/verdict.js';
import { field } from '../../presentation/entry.js';
import {
  changeEntries,
  findingDetails,
  findingHead,
  firstFix,
  sentLine,
  severityHeading,
} from '../../presentation/finding.js';
import { type Paint, painter } from '../../presentation/paint.js';
import { fitMark, otherProjectLines, projectLine } from '../../presentation/project.js';
import { span } from '../../presentation/span.js';
import { actorWords, markOf } from '../../presentation/words.js';
import type { RungId } from '../../rungs/registry.js';
import { rungs as ladder } from '../../rungs/registry.js';
import { asCalled } from '../../text/as-called.js';
import { formatBytes, formatCount } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { addEntries } from '../parts/add-entries.js';
import { nextCommand } from './next-command.js';

const severities = ['blocker', 'warning', 'info'] as const;

/**
 * What `doctor` prints of one machine: what it is, findings worst first, verdicts, and what to do next.
 * @param program the words that start this program
 */
export const renderMachine = (
  examination: Examination,
  sink: Sink,
  verbose: boolean,
  program = 'musl-wizard',
): string => {
  const color = pc.createColors(sink.color);
  const paint = painter(sink.color);
  const page = new Page(sink.columns ?? defaultColumns);
  const { facts, findings, machine, rungs, recommendation } = examination;
  const target = sanitizeLine(machine.target, 200);
  const about = summary(facts);
  if (target.length + 2 + about.length <= page.width) page.add(`${color.bold(target)}  ${about}`);
  else {
    page.add('', color.bold(target));
    page.add('  ', about);
  }
  if (examination.project) page.add('Project ', projectLine(examination.project));
  for (const [i, text] of otherProjectLines(examination.otherProject).entries())
    page.add(i === 0 ? 'Project ' : '        ', text);
  const shownFindings = verbose ? findings : findings.filter((finding) => isWorthALine(finding, rungs));
  for (const severity of severities) {
    const some = shownFindings.filter((finding) => finding.severity === severity);
    if (some.length === 0) continue;
    page.blank();
    page.add(color.bold(severityHeading[severity]));
    for (const finding of some) addFinding(page, finding, paint, verbose, program);
  }
  const untold = verbose ? [] : untoldOf(findings, shownFindings);
  if (untold.length > 0) {
    page.blank();
    page.add('', color.dim(`With --verbose: ${untold.join(', ')}`));
  }
  page.blank();
  page.add(color.bold('Static build options (best first)'));
  for (const verdict of rungs) addVerdict(page, verdict, examination, paint, verbose);
  page.blank();
  const take = recommendation.rung ? `Take ${color.bold(recommendation.rung)}. ` : '';
  page.add('', take + sanitizeLine(recommendation.reason, 400));
  const nearest = recommendation.rung === null ? nearestRung(examination) : null;
  if (nearest) {
    page.add('', `Nearest is ${color.bold(nearest.rung)}:`);
    addChanges(page, nearest, paint);
  }
  const asked = toSend(findings, rungs);
  const line = asked && sentLine({ title: asked.finding.title, fix: asked.fix });
  if (asked && line !== null) {
    page.add('', `To send to ${actorWords(asked.fix)}:`);
    page.command('  ', line);
  }
  const next = asCalled(nextCommand(examination), program);
  const there = machine.target === 'local' || !next.includes(' canary ') ? '' : ', on that machine';
  page.command(`Next${there}: `, color.bold(sanitizeLine(next, 400)));
  return page.text;
};

/** What the short page leaves out. */
const untoldOf = (findings: readonly Finding[], shown: readonly Finding[]): readonly string[] => {
  const hidden = findings.length - shown.length;
  return [
    ...(shown.length > 0 ? ['the evidence'] : []),
    ...(shown.some(({ fixes }) => fixes.length > 1) ? ['other fixes'] : []),
    ...(hidden > 0 ? [hidden === 1 ? '1 minor finding' : `${hidden} minor findings`] : []),
  ];
};

/**
 * Whether a finding is shown by default: it bears on a way that is still open, and is
 * no mere note, nor a tool that only a side way would take while another way is ready.
 */
const isWorthALine = ({ severity, rungs: concerned }: Finding, verdicts: readonly Verdict[]): boolean => {
  const is = (rung: RungId, state: Verdict['verdict']) =>
    verdicts.some(({ id, verdict }) => id === rung && verdict === state);
  if (severity === 'info') return false;
  const someReady = verdicts.some(({ verdict }) => verdict === 'ready');
  if (severity === 'blocker') return !someReady || concerned.some((rung) => !defaultPolicy.side.includes(rung));
  return concerned.length === 0 || concerned.some((rung) => !is(rung, 'impossible'));
};

const summary = (facts: Facts): string => {
  const { os, cpu, memory, container } = facts;
  const kind = container.kind === null || container.kind === 'none' ? null : `in ${container.kind}`;
  const parts = [
    [os.id, os.versionId].filter(Boolean).join(' '),
    os.arch,
    kind,
    cpu.effective === null ? null : formatCount(cpu.effective, 'CPU'),
    memory.effectiveBytes === null ? null : formatBytes(memory.effectiveBytes),
  ];
  return parts
    .filter((part) => part !== null && part !== '')
    .map((part) => sanitizeLine(String(part), 40))
    .join(', ');
};

/** A finding and its first fix; with `verbose` what was read, all fixes, and where to read more. */
export const addFinding = (page: Page, finding: Finding, paint: Paint, verbose: boolean, program: string): void => {
  const [mark, ...words] = findingHead(finding, finding.id);
  page.add(mark ? paint([mark]) : '', paint(words));
  addEntries(page, verbose ? findingDetails(finding, program) : firstFix(finding, program), paint);
};

const addVerdict = (page: Page, verdict: Verdict, examination: Examination, paint: Paint, verbose: boolean): void => {
  const { symbol, word, tone } = markOf(verdict, examination.findings);
  const { title, gives } = ladder[verdict.id];
  const decisive = examination.findings.filter((finding) => decides(finding, verdict));
  const others = decisive.length > 1 ? `; and ${decisive.length - 1} more` : '';
  const [fix] = decisive[0]?.fixes ?? [];
  const move = verdict.verdict === 'fixable' && fix ? `. Fix: ${fix.title}` : '';
  const fit = fitMark(examination.project, verdict.project);
  const reason =
    verdict.ruledOut ?? (verdict.verdict === 'ready' ? title : `${decisive[0]?.title ?? 'unknown'}${others}${move}`);
  page.add(
    paint([span(`${symbol} `, tone), span(verdict.id.padEnd(14), 'strong'), span(word.padEnd(10), tone)]),
    paint([...(fit ? [span(`${fit.word}  `, fit.tone)] : []), span(reason)]),
  );
  if (!verbose) return;
  addEntries(page, [field('gives', gives, 'quiet')], paint);
  if (verdict.verdict === 'ready' || verdict.verdict === 'unknown' || verdict.ruledOut !== undefined) return;
  addChanges(page, counterfactual(examination.facts, examination.captures, verdict.id), paint);
};

const addChanges = (page: Page, change: Counterfactual, paint: Paint): void => {
  if (change.changes === null) addEntries(page, [field('needs', 'no known change makes it ready', 'quiet')], paint);
  else addEntries(page, changeEntries(change), paint);
};

/** Of rungs that cannot be taken, the one that needs the fewest changes. */
const nearestRung = ({ facts, captures, rungs }: Examination): Counterfactual | null =>
  rungs
    .map(({ id }) => counterfactual(facts, captures, id))
    .filter(({ changes }) => changes !== null)
    .sort((a, b) => (a.changes?.length ?? 0) - (b.changes?.length ?? 0))[0] ?? null;
