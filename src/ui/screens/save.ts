import { type Line, line } from '../../presentation/line.js';
import { type Binding, back, bind, go } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import { filesToWrite, type Model } from '../model/model.js';
import { next } from '../model/next.js';
import { saveLines } from '../rows/save-lines.js';
import { reading } from './parts.js';
import { lastStep, type Screen } from './screen.js';

/** Each file that will be written, whole, or as a diff of what is there. */
export const saveScreen: Screen = {
  title: () => 'Files to write',
  step: lastStep,
  keys: (model) => [...(model.plan ? [go('write', 'Write these files')] : []), ...recipeKey(model), back],
  act: (model, intent) => {
    if (intent === 'recipe') return next({ ...model, withRecipe: !model.withRecipe, scroll: 0 });
    if (intent !== 'go' || !model.rung || !model.plan) return null;
    return next(model, { type: 'save', rung: model.rung, files: filesToWrite(model) });
  },
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

const text = (model: Model, { width }: Layout): readonly Line[] =>
  model.plan ? saveLines(filesToWrite(model), width) : [line('Reading existing files…', 'quiet')];

const recipeKey = ({ plan, withRecipe }: Model): readonly Binding[] => {
  if (!plan?.some(({ kind }) => kind === 'recipe')) return [];
  const label = withRecipe ? 'settings only' : 'project files too';
  return [bind('p', 'p', label, 'Toggle writing build files that work without musl-wizard', 'recipe')];
};
