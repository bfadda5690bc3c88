import { column, hanging, type Line, span } from '../../presentation/line.js';
import { bind } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { next } from '../model/next.js';
import { proseWidth, reading } from './parts.js';
import type { Screen } from './screen.js';

/** All keys of the screen below, with what they do. */
export const helpScreen: Screen = {
  title: () => 'Keys',
  keys: () => [bind('escape enter ? q left h', 'Esc', 'close', 'Close help', 'back')],
  act: (model, intent) => (intent === 'back' ? next({ ...model, overlay: null, scroll: 0 }) : null),
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

const text = ({ overlay }: Model, layout: Layout): readonly Line[] =>
  overlay?.kind === 'help'
    ? overlay.keys.flatMap((key) => hanging([span(column(key.show, 10), 'strong')], key.help, proseWidth(layout)))
    : [];
