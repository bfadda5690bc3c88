import type { Finding } from '../../diagnosis/finding.js';
import type { SessionState } from '../../engine/session-state.js';
import { decides, isSpent, type Verdict } from '../../ladder/verdict.js';
import { clip, column, hanging, type Line, line, span } from '../../presentation/line.js';
import { fitMark } from '../../presentation/project.js';
import { builtWords, type Mark, markOf, outcomeMark, skippedMark } from '../../presentation/words.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { formatBytes } from '../../text/format.js';

/** The rungs in the order of the ladder. */
export const ladderRungs = (session: SessionState): readonly RungId[] =>
  session.examination?.rungs.map(({ id }) => id) ?? [];

/**
 * The rung to begin with: the saved one where it may still work, else the recommended one, else the first that can be
 * fixed, else the first.
 */
export const firstRung = (session: SessionState, saved?: RungId): RungId | null => {
  const examination = session.examination;
  if (!examination) return null;
  const open = examination.rungs.filter(
    (verdict) =>
      !session.skipped.some(({ rung }) => rung === verdict.id) && !triedIn(session, verdict.id) && !isSpent(verdict),
  );
  if (saved && open.some(({ id }) => id === saved) && mayWork(session, saved)) return saved;
  const recommended = open.find(({ id }) => id === examination.recommendation.rung);
  const choice =
    recommended ?? open.find(({ verdict }) => verdict === 'ready') ?? open.find(({ verdict }) => verdict === 'fixable');
  return (choice ?? open[0] ?? examination.rungs[0])?.id ?? null;
};

const triedIn = (session: SessionState, rung: RungId) => session.results.find((result) => result.rung === rung);

/** Whether a try makes sense before anything is fixed. */
export const mayWork = (session: SessionState, rung: string | undefined): boolean => {
  const verdict = session.examination?.rungs.find(({ id }) => id === rung)?.verdict;
  return verdict === 'ready' || verdict === 'unknown';
};

/** How it stands with a rung: what a try showed, else what the facts say. */
export const rungMark = (session: SessionState, verdict: Verdict): Mark => {
  const result = triedIn(session, verdict.id);
  if (result) return outcomeMark[result.outcome];
  if (session.skipped.some(({ rung }) => rung === verdict.id)) return skippedMark;
  if (isSpent(verdict)) return outcomeMark.failed;
  return markOf(verdict, session.examination?.findings ?? []);
};

/** The findings that decided a verdict, as far as they are known. */
export const findingsOf = (session: SessionState, rung: RungId): readonly Finding[] => {
  const { examination } = session;
  const verdict = examination?.rungs.find(({ id }) => id === rung);
  const found = examination?.findings.filter((finding) => verdict && decides(finding, verdict)) ?? [];
  return (verdict?.because ?? []).flatMap((id) => found.find((finding) => finding.id === id) ?? []);
};

/** In a few words, why a rung stands as it does. */
const rungReason = (session: SessionState, rung: RungId): string => {
  const result = triedIn(session, rung);
  if (result?.outcome === 'passed') return builtWords(result, formatBytes);
  if (result) return result.diagnoses[0]?.title ?? result.reason;
  const skipped = session.skipped.find((each) => each.rung === rung);
  if (skipped) return skipped.reason;
  const verdict = session.examination?.rungs.find(({ id }) => id === rung);
  const [finding] = findingsOf(session, rung);
  // Where it is this user's move, the move is worth more than what it is for, which the details say.
  const move = verdict?.verdict === 'fixable' ? finding?.fixes[0]?.title : undefined;
  return verdict?.failed?.why ?? verdict?.ruledOut ?? move ?? finding?.title ?? rungs[rung].title;
};

/** Columns below which a row has no room for what the project needs. */
const fitColumns = 60;

/** One row a rung: mark, id, word, whether it has what the project needs, whether it is saved or recommended, reason. */
export const rungLine = (session: SessionState, verdict: Verdict, width: number, saved?: RungId): Line => {
  const mark = rungMark(session, verdict);
  const best = session.examination?.recommendation.rung === verdict.id;
  const fit = width < fitColumns ? null : fitMark(session.examination?.project ?? null, verdict.project);
  return clip(
    [
      span(`${mark.symbol} `, mark.tone),
      span(column(verdict.id, 14), 'strong'),
      span(width < fitColumns ? `${mark.word}  ` : column(mark.word, 10), mark.tone),
      ...(fit ? [span(`${fit.word}  `, fit.tone)] : []),
      ...(saved === verdict.id ? [span('saved  ', 'good')] : []),
      ...(best ? [span('recommended  ', 'good')] : []),
      span(rungReason(session, verdict.id)),
    ],
    width,
  );
};

/** What there is to say of the rung under the cursor. */
export const rungDetails = (session: SessionState, rung: RungId, pack: boolean, width: number): Line[] => {
  const facts = session.examination?.facts ?? null;
  const result = triedIn(session, rung);
  const verdict = session.examination?.rungs.find(({ id }) => id === rung);
  const recommended = session.examination?.recommendation;
  const field = (label: string, text: string) => hanging([span(column(label, 9), 'quiet')], text, width);
  return [
    line(rungs[rung].title, 'strong'),
    ...(result ? field('Tried', `${outcomeMark[result.outcome].word}: ${result.reason}`) : []),
    ...(verdict?.ruledOut === undefined ? [] : field('Because', verdict.ruledOut)),
    ...findingsOf(session, rung)
      .slice(0, 3)
      .flatMap((finding) => [
        ...field('Because', finding.title),
        ...finding.fixes.slice(0, 1).flatMap((fix) => field('Fix', fix.title)),
      ]),
    ...field('Gives', rungs[rung].gives),
    ...field('Costs', rungs[rung].forecast(facts)),
    ...(recommended?.rung === rung ? field('Advice', recommended.reason) : []),
    ...(pack ? field('Packing', 'The result will also be packed with UPX.') : []),
  ];
};
