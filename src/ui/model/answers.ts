import { catalogue, type FindingId } from '../../diagnosis/catalogue.js';
import { domainOf } from '../../diagnosis/domain-of.js';
import type { Finding } from '../../diagnosis/finding.js';
import type { RungId } from '../../rungs/registry.js';
import { findingsOf, firstRung } from '../rows/ladder-rows.js';
import { keyedFindings, rowKey } from '../rows/machine-rows.js';
import { type FixChoice, type Model, resultOf, screenOf } from './model.js';
import { uniqueKeys } from './unique-keys.js';

/** What can be answered to an outcome; the first is what Enter does. */
export type AnswerKey = 'save' | 'fix' | 'retry' | 'next' | 'ladder' | 'why';
export interface AnswerChoice {
  readonly key: AnswerKey;
  readonly label: string;
}

/** The answers to the outcome shown, the most sensible first. */
export const answers = (model: Model): readonly AnswerChoice[] => {
  const result = resultOf(model, model.rung);
  if (!result)
    return [
      { key: 'ladder', label: 'Back to the options' },
      { key: 'retry', label: 'Try it again' },
    ];
  if (result.outcome === 'passed')
    return [
      { key: 'save', label: `Use ${result.rung} from now on` },
      { key: 'ladder', label: 'Try another option' },
      { key: 'why', label: 'Why this verdict' },
    ];
  const fixed = model.session.lastFix?.outcome.helped === true;
  const next = rungToTry(model);
  const fix: AnswerChoice[] = fixChoices(model).length > 0 ? [{ key: 'fix', label: 'Show fixes' }] : [];
  const retry: AnswerChoice = { key: 'retry', label: 'Try it again' };
  return [
    ...(fixed || result.outcome === 'cancelled' ? [retry, ...fix] : [...fix]),
    ...(next ? [{ key: 'next', label: `Try ${next} instead` } as const] : []),
    ...(fixed || result.outcome === 'cancelled' ? [] : [retry]),
    { key: 'ladder', label: 'Back to the options' },
    { key: 'why', label: 'Why this verdict' },
  ];
};

/** The answers to the commands of a fix; the first is the default. What root does is never the default. */
export const runAnswers = ({
  overlay,
}: Pick<Model, 'overlay'>): readonly { key: 'fill' | 'yes' | 'no'; label: string }[] => {
  const chosen = overlay?.kind === 'fix' ? overlay.chosen : null;
  const fix = chosen?.fix;
  const no = { key: 'no', label: 'No, run nothing' } as const;
  if (fix?.input && (fix.who ?? 'you') === 'you') return [{ key: 'fill', label: `Fill in: ${fix.input.label}` }, no];
  if (chosen?.given) return [{ key: 'yes', label: `Yes, try ${chosen.given.rung} with it` }, no];
  if (!fix?.runnable) return [];
  const yes = {
    key: 'yes',
    label: `Yes, run ${fix.commands.length === 1 ? 'this command' : 'these commands'}${fix.needsRoot ? ' as root' : ''}`,
  } as const;
  return fix.needsRoot ? [no, yes] : [yes, no];
};

/** The rung to try after the one shown; null when nothing is left that could work. */
export const rungToTry = (model: Model): RungId | null => {
  const next = firstRung(model.session);
  if (next === null || next === model.rung || resultOf(model, next)) return null;
  // What kept one from being tried keeps others from it, too.
  const result = resultOf(model, model.rung);
  const blocks = result?.outcome === 'blocked' ? result.findings.filter(isFinding) : [];
  return blocks.some((id) => catalogue[id].rungs.includes(next)) ? null : next;
};

const isFinding = (id: string): id is FindingId => id in catalogue;

/** Said of a try for which no folder would do: what is wrong with the folders are findings of their own. */
const noScratchFolder: FindingId = 'canary-no-scratch-folder';

/** Fixes for the rung that the screen shows: causes found in its log first, then findings about the machine. */
export const fixChoices = (model: Model): readonly FixChoice[] => {
  const rung = screenOf(model) === 'ladder' ? (model.cursor.ladder as RungId | undefined) : model.rung;
  if (screenOf(model) === 'machine') {
    const here = rowKey(model.cursor.machine ?? '');
    return choices(
      keyedFindings(model.session)
        .filter(({ key }) => key === here)
        .map(({ finding }) => finding),
    );
  }
  if (screenOf(model) === 'answer')
    return choices((model.answer?.explanation?.diagnoses ?? []).map(({ cause, ...rest }) => ({ id: cause, ...rest })));
  if (!rung) return [];
  const result = resultOf(model, rung);
  const noFolder = result?.findings.includes(noScratchFolder);
  const known = (model.session.examination?.findings ?? []).filter(
    ({ id, rungs }) => result?.findings.includes(id) || (noFolder && domainOf(id) === 'disk' && rungs.includes(rung)),
  );
  const findings = [...new Set([...known, ...findingsOf(model.session, rung)])];
  return choices([...(result?.diagnoses ?? []).map(({ cause, ...rest }) => ({ id: cause, ...rest })), ...findings]);
};

/** All fixes of some problems, each with a key of its own. */
const choices = (problems: readonly Pick<Finding, 'id' | 'title' | 'fixes'>[]): FixChoice[] => {
  const all = problems.flatMap(({ id, title, fixes }) => fixes.map((fix) => ({ problem: id, title, fix })));
  const keys = uniqueKeys(all.map(({ problem }) => problem));
  return all.map((choice, index) => ({ key: keys[index] ?? '', ...choice }));
};
