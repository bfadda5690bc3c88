import { blank, commandRows, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { sanitize } from '../../text/sanitize.js';
import { back, bind, go } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import { ask, type Model } from '../model/model.js';
import { next } from '../model/next.js';
import { proseWidth, reading } from './parts.js';
import type { Screen } from './screen.js';

/** Lines of what its commands printed that are shown of a fix that failed; all are in the log of fixes. */
const lastLines = 40;

/** A fix as it is carried out; and, of one that failed, what its commands printed. */
export const applyingScreen: Screen = {
  title: (model) => (isOver(model) ? 'Fix not applied' : 'Applying fix'),
  keys: (model) =>
    isOver(model)
      ? [go('close', 'Back to the problem and its fixes'), back]
      : [bind('escape x', 'Esc', 'stop', 'Stop this fix', 'back')],
  act: (model, intent) => {
    if (isOver(model))
      return intent === 'back' || intent === 'go' ? next({ ...model, applying: null, scroll: 0, notice: null }) : null;
    return intent === 'back'
      ? next(ask(model, 'Stop this fix before it has finished?', 'Stop it', 'Keep it running', 'cancel'))
      : null;
  },
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => {
    const above = text(model, layout);
    const height = layout.body - above.length - 1;
    // Read aloud, lines that change all the time would drown everything else.
    if (isOver(model) || model.spoken || height < 2) return reading(model, layout, above);
    const tail = model.session.fixTail.slice(-height).map((printed) => line(printed, 'quiet'));
    return [{ kind: 'lines', lines: [...above, blank, ...tail], height: layout.body }];
  },
};

const isOver = ({ session }: Model): boolean => session.phase !== 'fixing';

const text = (model: Model, layout: Layout): readonly Line[] => {
  const fix = model.applying;
  if (!fix) return [];
  const width = proseWidth(layout);
  return [
    ...(isOver(model)
      ? hanging([span('✗ ', 'bad')], fix.title, width, 'strong')
      : hanging([span('● ', 'strong')], fix.title, width, 'strong')),
    blank,
    ...fix.commands.flatMap((command) => commandRows(command, width)),
    blank,
    ...(isOver(model) ? failureLines(model, width) : [line('The machine is re-scanned when it is done.', 'quiet')]),
  ];
};

const failureLines = ({ session }: Model, width: number): readonly Line[] => {
  const { reason = '', output = '' } = session.lastFix?.outcome ?? {};
  const printed = sanitize(output).trimEnd();
  const lines = printed === '' ? [] : printed.split('\n');
  return [
    ...paragraph(reason, width, 'bad'),
    ...(lines.length > 0
      ? [blank, line(lines.length > lastLines ? `Its last ${lastLines} lines:` : 'It printed:')]
      : []),
    ...lines.slice(-lastLines).flatMap((text) => paragraph(text, width, 'plain', 2)),
  ];
};
