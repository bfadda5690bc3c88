import { type Line, line } from '../../presentation/line.js';
import { fixChoices } from '../model/answers.js';
import { back, fix } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { whyLines } from '../rows/why-lines.js';
import { proseWidth, reading } from './parts.js';
import type { Screen } from './screen.js';

/** Why a rung stands as it does: findings with what was read, and what would have to change. */
export const whyScreen: Screen = {
  title: ({ rung }) => `Why: ${rung ?? ''}`,
  keys: (model) => [back, ...(fixChoices(model).length > 0 ? [fix] : [])],
  act: () => null,
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

const text = ({ session, why: reasons, program }: Model, layout: Layout): readonly Line[] =>
  reasons ? whyLines(session, reasons, proseWidth(layout), program) : [line('Working...', 'quiet')];
