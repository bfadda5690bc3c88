import pc from 'picocolors';
import type { Sink } from '../../console/context.js';
import { defaultColumns, Page } from '../../console/page.js';
import type { Finding, Fix, FixActor } from '../../diagnosis/finding.js';
import type { Examination } from '../../engine/examination.js';
import type { Facts } from '../../facts/facts.js';
import { type Counterfactual, counterfactual } from '../../ladder/counterfactual.js';
import { defaultPolicy } from '../../ladder/default-policy.js';
import type { Verdict } from '../../ladder/verdict.js';
import type { RungId } from '../../rungs/registry.js';
import { rungs as ladder } from '../../rungs/registry.js';
import { asCalled } from '../../text/as-called.js';
import { formatBytes, formatCount } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { commandLines } from '../../text/shown-command.js';
import { nextCommand } from './next-command.js';

type Colors = ReturnType<typeof pc.createColors>;

const groups = [
  ['blocker', 'In the way'],
  ['warning', 'May go wrong'],
  ['info', 'Good to know'],
] as const;

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
  const page = new Page(sink.columns ?? defaultColumns);
  const { facts, findings, machine, rungs, recommendation } = examination;
  const target = sanitizeLine(machine.target, 200);
  const about = summary(facts);
  if (target.length + 2 + about.length <= page.width) page.add(`${color.bold(target)}  ${about}`);
  else {
    page.add('', color.bold(target));
    page.add('  ', about);
  }
  const shownFindings = verbose ? findings : findings.filter((finding) => isWorthALine(finding, rungs));
  for (const [severity, heading] of groups) {
    const some = shownFindings.filter((finding) => finding.severity === severity);
    if (some.length === 0) continue;
    page.blank();
    page.add(color.bold(heading));
    for (const finding of some) addFinding(page, finding, color, verbose, program);
  }
  const untold = verbose ? [] : untoldOf(findings, shownFindings);
  if (untold.length > 0) {
    page.blank();
    page.add('', color.dim(`With --verbose: ${untold.join(', ')}`));
  }
  page.blank();
  page.add(color.bold('Ways to a static binary'));
  for (const verdict of rungs) addVerdict(page, verdict, examination, color, verbose);
  page.blank();
  const take = recommendation.rung ? `Take ${color.bold(recommendation.rung)}. ` : '';
  page.add('', take + sanitizeLine(recommendation.reason, 400));
  const nearest = recommendation.rung === null ? nearestRung(examination) : null;
  if (nearest) {
    page.add('', `Nearest is ${color.bold(nearest.rung)}:`);
    addChanges(page, nearest, color);
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
    ...(shown.length > 0 ? ['what was read', 'how to mend it'] : []),
    ...(hidden > 0 ? [`${hidden} more of little weight`] : []),
  ];
};

/**
 * Whether a finding is told without being asked for: it bears on a way that is still open, and is
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

/** A finding in a line; with `verbose` what was read, what mends it, and where it is written down. */
export const addFinding = (page: Page, finding: Finding, color: Colors, verbose: boolean, program: string): void => {
  const paint = { blocker: color.red, warning: color.yellow, info: (text: string) => text }[finding.severity];
  page.add('  ', `${paint(sanitizeLine(finding.title, 400))} ${color.dim(`(${finding.id})`)}`);
  if (!verbose) return;
  for (const line of finding.evidence) page.add('    read: ', color.dim(sanitizeLine(line)));
  for (const fix of finding.fixes) addFix(page, fix, color, program);
  for (const { title, url } of finding.links)
    page.add('    see:  ', color.dim(`${sanitizeLine(title)}: ${sanitizeLine(url)}`));
};

const actors: Readonly<Record<FixActor, string>> = {
  you: '',
  root: ', by root of this machine',
  host: ', by whoever runs this container or machine',
  network: ', by whoever runs the network',
};

/** A fix with its commands, who can carry it out, what it changes and how it is taken back. */
export const addFix = (page: Pick<Page, 'add' | 'command'>, fix: Fix, color: Colors, program: string): void => {
  const who = fix.who ?? 'you';
  page.add('    fix:  ', `${sanitizeLine(fix.title)}${fix.needsRoot && who === 'you' ? ', as root' : actors[who]}`);
  for (const command of fix.commands)
    for (const each of commandLines(asCalled(command, program))) page.command('          ', color.bold(each));
  if (fix.changes) page.add('          ', color.dim(sanitizeLine(fix.changes, 400)));
  for (const [at, each] of (fix.undo ? commandLines(fix.undo) : []).entries())
    page.command(at === 0 ? '    back: ' : '          ', color.dim(each));
};

const addVerdict = (page: Page, verdict: Verdict, examination: Examination, color: Colors, verbose: boolean): void => {
  const paint = { ready: color.green, fixable: color.yellow, impossible: color.red, unknown: color.cyan }[
    verdict.verdict
  ];
  const { title, gives } = ladder[verdict.id];
  const decisive = examination.findings.filter(
    ({ id, rungs }) => verdict.because.includes(id) && rungs.includes(verdict.id),
  );
  const others = decisive.length > 1 ? `; and ${decisive.length - 1} more` : '';
  const reason = verdict.verdict === 'ready' ? title : `${decisive[0]?.title ?? 'not known'}${others}`;
  page.add(`  ${verdict.id.padEnd(14)}${paint(verdict.verdict.padEnd(12))}`, sanitizeLine(reason, 400));
  if (!verbose) return;
  page.add('    gives: ', color.dim(gives));
  if (verdict.verdict === 'ready' || verdict.verdict === 'unknown') return;
  addChanges(page, counterfactual(examination.facts, examination.captures, verdict.id), color);
};

const addChanges = (page: Page, { changes }: Counterfactual, color: Colors): void => {
  if (changes === null) page.add('    ', color.dim('No change of a fact is known that makes it ready.'));
  for (const { path, from, to, who } of changes ?? []) {
    const actor = who === 'you' ? 'you can change it' : `up to ${actors[who].slice(5)}`;
    page.add('    needs: ', color.dim(`${path} = ${shown(to)} (now ${shown(from)}); ${actor}`));
  }
};

/** Of rungs that cannot be taken, the one that wants the fewest changes. */
const nearestRung = ({ facts, captures, rungs }: Examination): Counterfactual | null =>
  rungs
    .map(({ id }) => counterfactual(facts, captures, id))
    .filter(({ changes }) => changes !== null)
    .sort((a, b) => (a.changes?.length ?? 0) - (b.changes?.length ?? 0))[0] ?? null;

const shown = (value: unknown): string =>
  value === null ? 'not known' : sanitizeLine(typeof value === 'string' ? value : JSON.stringify(value), 60);
