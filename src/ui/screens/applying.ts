import { blank, commandRows, hanging, type Line, line, span } from '../../presentation/line.js';
import { bind } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import { ask, type Model } from '../model/model.js';
import { next } from '../model/next.js';
import { proseWidth, reading } from './parts.js';
import type { Screen } from './screen.js';

/** A fix as it is carried out. */
export const applyingScreen: Screen = {
  title: () => 'Applying fix',
  keys: () => [bind('escape x', 'Esc', 'stop', 'Stop this fix', 'back')],
  act: (model, intent) =>
    intent === 'back'
      ? next(ask(model, 'Stop this fix before it has finished?', 'Stop it', 'Keep it running', 'cancel'))
      : null,
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

const text = ({ applying: fix }: Model, layout: Layout): readonly Line[] => {
  if (!fix) return [];
  const width = proseWidth(layout);
  return [
    ...hanging([span('● ', 'strong')], fix.title, width, 'strong'),
    blank,
    ...fix.commands.flatMap((command) => commandRows(command, width)),
    blank,
    line('The machine is re-scanned when it is done.', 'quiet'),
  ];
};
