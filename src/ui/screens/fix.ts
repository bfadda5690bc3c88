import type { Fix } from '../../diagnosis/finding.js';
import { atMost, blank, column, paragraph, span } from '../../presentation/line.js';
import { bind, go } from '../model/binding.js';
import { closeFix, showFix } from '../model/fixes.js';
import { listFilter, passes } from '../model/input.js';
import type { FixChoice, Model } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { next } from '../model/next.js';
import { noMatch } from './parts.js';
import type { Screen } from './screen.js';

/** The fixes to choose from. */
export const fixScreen: Screen = {
  title: () => 'Fixes',
  keys: () => [go('show', 'Show the commands'), bind('escape left h q', 'Esc', 'back', 'Close', 'back')],
  act: (model, intent) => {
    if (intent === 'back') return next(closeFix(model));
    const pick = choices(model).find(({ key }) => key === cursorOf(model));
    return intent === 'go' && pick ? next(showFix(model, pick)) : null;
  },
  items: (model) => choices(model).map(({ key }) => key),
  input: listFilter('fix'),
  rows: (model, layout) => {
    const problem = onlyProblem(model);
    const head = [
      ...(problem === null ? [] : atMost(paragraph(problem, layout.width, 'strong'), 2, layout.width)),
      ...paragraph('Nothing runs before you have seen its commands.', layout.width, 'quiet'),
      blank,
    ];
    return [
      { kind: 'lines', lines: head, height: head.length },
      ...(choices(model).length === 0
        ? [{ kind: 'lines', lines: [noMatch(model.filters.fix ?? '')], height: 1 } as const]
        : []),
      {
        kind: 'list',
        items: choices(model).map(({ key, title, fix }) => ({
          key,
          line: [
            span(column(moveOf(model, fix), 10), fix.runnable ? 'good' : 'quiet'),
            span(fix.title),
            ...(problem === null ? [span(`  ${title}`, 'quiet')] : []),
          ],
        })),
        cursor: cursorOf(model),
        height: layout.body - head.length,
      },
    ];
  },
};

/** The problem that all fixes are for; null where there are several. */
const onlyProblem = ({ overlay }: Model): string | null => {
  const titles = new Set(overlay?.kind === 'fix' ? overlay.choices.map(({ title }) => title) : []);
  const [only] = titles;
  return titles.size === 1 && only !== undefined ? only : null;
};

/** Whose move a fix is, in two words. */
const moveOf = ({ session }: Model, fix: Fix): string => {
  const { runnable, input, who = 'you' } = fix;
  if (who !== 'you') return 'by others';
  if (session.fixes.some(({ title, outcome }) => outcome.applied && title === fix.title)) return 'done';
  if (session.examination === null) return 'scanning';
  return runnable ? 'can run' : input ? 'asks you' : 'by hand';
};

const choices = ({ overlay, filters }: Model): readonly FixChoice[] =>
  overlay?.kind === 'fix'
    ? overlay.choices.filter(({ title, fix }) => passes(filters.fix, `${fix.title} ${title}`))
    : [];

const cursorOf = (model: Model): string | null =>
  cursorAt(
    model,
    'fix',
    choices(model).map(({ key }) => key),
  );
