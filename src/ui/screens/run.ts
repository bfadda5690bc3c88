import { blank, column, commandRows, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { actorWords } from '../../presentation/words.js';
import { asRun } from '../../text/as-run.js';
import { runAnswers } from '../model/answers.js';
import { bind, copy, go } from '../model/binding.js';
import { closeFix } from '../model/fixes.js';
import type { Layout } from '../model/layout.js';
import type { FixChoice, Model } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { next } from '../model/next.js';
import { proseWidth, reading, readingWithAnswers } from './parts.js';
import type { Screen } from './screen.js';

/** The commands of one fix, and whether to run them. */
export const runScreen: Screen = {
  title: () => 'Fix',
  keys: (model) => [
    ...(runAnswers(model).length > 0 ? [go('choose', 'Choose the selected answer')] : []),
    copy('the commands'),
    bind('escape left h q', 'Esc', 'back', 'Run nothing', 'back'),
  ],
  act: (model, intent) => {
    const chosen = chosenIn(model);
    if (!chosen) return null;
    switch (intent) {
      case 'copy':
        return next(model, { type: 'copy', text: chosen.fix.commands.join('\n') });
      case 'back':
        return next(closeFix(model));
      case 'go':
        if (cursorOf(model) !== 'yes') return next(closeFix(model));
        return next({ ...model, overlay: null }, { type: 'fix', problem: chosen.problem, fix: chosen.fix });
      default:
        return null;
    }
  },
  items: (model) => runAnswers(model).map(({ key }) => key),
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => {
    const answers = runAnswers(model);
    return answers.length === 0
      ? reading(model, layout, text(model, layout))
      : readingWithAnswers(model, layout, text(model, layout), answers, cursorOf(model));
  },
};

/** The fix that is shown, as it is run from here: what is shown, copied and run is one and the same. */
const chosenIn = (model: Model): FixChoice | null => {
  const chosen = model.overlay?.kind === 'fix' ? model.overlay.chosen : null;
  return chosen && { ...chosen, fix: asRun(chosen.fix, model) };
};

const cursorOf = (model: Model): string | null =>
  cursorAt(
    model,
    'run',
    runAnswers(model).map(({ key }) => key),
  );

const text = (model: Model, layout: Layout): readonly Line[] => {
  const chosen = chosenIn(model);
  if (!chosen) return [];
  const { title, fix } = chosen;
  const width = proseWidth(layout);
  const field = (label: string, value: string) => hanging([span(column(label, 9), 'quiet')], value, width);
  return [
    ...paragraph(title, width, 'quiet'),
    ...paragraph(fix.title, width, 'strong'),
    blank,
    ...chosen.fix.commands.flatMap((command) => commandRows(command, width)),
    blank,
    ...field('Who', actorWords(fix)),
    ...(fix.changes ? field('Changes', fix.changes) : []),
    ...(fix.undo === null
      ? field('Undo', 'No automatic undo.')
      : [line('Undo', 'quiet'), ...commandRows(fix.undo, width)]),
    ...(fix.runnable ? [] : field('Note', 'Manual step: fill in the placeholders, or run it on the right machine.')),
  ];
};
