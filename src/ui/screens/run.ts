import { sentLine } from '../../presentation/finding.js';
import { blank, column, commandRows, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { actorWords } from '../../presentation/words.js';
import { asRun } from '../../text/as-run.js';
import { runAnswers } from '../model/answers.js';
import { bind, copy, go } from '../model/binding.js';
import { closeFix, withoutHints } from '../model/fixes.js';
import { type Layout, layoutOf } from '../model/layout.js';
import type { Next } from '../model/message.js';
import type { FixChoice, Model } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { next } from '../model/next.js';
import { tryRung } from '../model/try-rung.js';
import { from } from '../rows/window.js';
import { proseWidth, reading, readingWithAnswers, textRoom } from './parts.js';
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
        return next(model, { type: 'copy', text: sentLine(chosen) ?? chosen.fix.commands.join('\n') });
      case 'back':
        return next(closeFix(model));
      case 'go':
        if (cursorOf(model) === 'fill') return next({ ...model, input: chosen.fix.input?.suggested ?? '' });
        if (cursorOf(model) !== 'yes') return next(closeFix(model));
        if (unread(model) !== null) return next({ ...model, scroll: unread(model) ?? 0 });
        if (chosen.given) {
          const { rung, options } = chosen.given;
          const given = { ...model.options, [rung]: { ...model.options[rung], ...options } };
          return tryRung({ ...model, overlay: null, rung, options: given }, rung);
        }
        return next({ ...model, overlay: null }, { type: 'fix', problem: chosen.problem, fix: chosen.fix });
      default:
        return null;
    }
  },
  input: {
    label: (model) => chosenIn(model)?.fix.input?.label ?? 'Value',
    write: (model) => next(model.overlay?.kind === 'fix' ? { ...model, overlay: withoutHints(model.overlay) } : model),
    complete: (model, text) => ask('complete-value', model, text),
    close: (model, text) => (text.trim() === '' ? next(model) : ask('check-value', model, text)),
  },
  items: (model) => runAnswers(model).map(({ key }) => key),
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => {
    const toRead = unread(model) !== null;
    const answers = runAnswers(model).map((answer) =>
      answer.key === 'yes' && toRead ? { ...answer, label: 'Read on: the commands go on below' } : answer,
    );
    return answers.length === 0
      ? reading(model, layout, text(model, layout))
      : readingWithAnswers(model, layout, text(model, layout), answers, cursorOf(model));
  },
};

const ask = (type: 'check-value' | 'complete-value', model: Model, text: string): Next => {
  const kind = chosenIn(model)?.fix.input?.kind;
  return kind === undefined ? next(model) : next(model, { type, kind, text });
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

/**
 * The scroll that shows more of the commands, where the last of them was not in sight yet; null where it was. What runs was
 * read, in a small terminal too.
 */
const unread = (model: Model): number | null => {
  const layout = layoutOf(model.size);
  if (layout === null) return model.scroll;
  const count = text(model, layout).length;
  const room = textRoom(layout, runAnswers(model).length);
  const { start, end } = from(count, model.scroll, room);
  // A note stands in the last row where something is below.
  const seen = end < count ? end - 1 : end;
  return seen >= commands(model, layout).length ? null : Math.min(count - room, start + Math.max(1, room - 2));
};

const text = (model: Model, layout: Layout): readonly Line[] => [...commands(model, layout), ...about(model, layout)];

/** Down to the last command. */
const commands = (model: Model, layout: Layout): readonly Line[] => {
  const chosen = chosenIn(model);
  if (!chosen) return [];
  const { title, fix } = chosen;
  const { found = [], fault = null } = model.overlay?.kind === 'fix' ? model.overlay : {};
  const width = proseWidth(layout);
  return [
    ...(fault === null ? [] : paragraph(fault, width, 'bad')),
    ...(found.length === 0 ? [] : [line('It can become', 'quiet')]),
    ...found.map((text) => line(`  ${text}`)),
    ...(fault !== null || found.length > 0 ? [blank] : []),
    ...paragraph(title, width, 'quiet'),
    ...paragraph(fix.title, width, 'strong'),
    blank,
    ...fix.commands.flatMap((command) => commandRows(command, width)),
  ];
};

/** What is to be known of the commands. */
const about = (model: Model, layout: Layout): readonly Line[] => {
  const chosen = chosenIn(model);
  if (!chosen) return [];
  const { fix } = chosen;
  const toSend = sentLine(chosen);
  const width = proseWidth(layout);
  const field = (label: string, value: string) => hanging([span(column(label, 9), 'quiet')], value, width);
  return [
    blank,
    ...field('Who', actorWords(fix)),
    ...(toSend === null ? [] : field('To send', toSend)),
    ...(fix.changes ? field('Changes', fix.changes) : []),
    ...(fix.undo === null
      ? field(
          'Undo',
          chosen.given || fix.input?.option ? 'Nothing is changed: it is only a try.' : 'No automatic undo.',
        )
      : [line('Undo', 'quiet'), ...commandRows(fix.undo, width)]),
    ...(fix.runnable || runAnswers(model).length > 0 ? [] : field('Note', manualNote(model, chosen))),
  ];
};

/** What to do with a fix that cannot be run from here. */
const manualNote = ({ session }: Model, choice: FixChoice): string => {
  const { commands } = choice.fix;
  const values = commands.some((command) => /\b[A-Z]{3,}\b(?!=)/.test(command))
    ? ' Words in capitals stand for values of yours.'
    : '';
  if (sentLine(choice) !== null) return `You cannot change this yourself. c copies the line to send.${values}`;
  if (session.examination === null) return 'Scanning this machine: whether it can run from here is not known yet.';
  return commands.length === 0
    ? 'There is no command for it.'
    : `Not run from here: c copies it, for a shell of yours.${values}`;
};
