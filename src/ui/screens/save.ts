import { blank, type Line, line, paragraph } from '../../presentation/line.js';
import { type Binding, back, bind, go } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import { filesToWrite, type Model } from '../model/model.js';
import { next } from '../model/next.js';
import { hasProject } from '../model/next-command.js';
import { saveLines } from '../rows/save-lines.js';
import { proseWidth, reading } from './parts.js';
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

const text = (model: Model, layout: Layout): readonly Line[] =>
  model.plan
    ? [...inWords(model, proseWidth(layout)), ...saveLines(filesToWrite(model), layout.width)]
    : [line('Reading existing files...', 'quiet')];

/** What the files mean, above what is in them. */
const inWords = (model: Model, width: number): readonly Line[] => [
  ...paragraph(
    hasProject(model)
      ? `${model.rung} builds ${model.session.examination?.project?.name ?? 'this project'} from now on.`
      : `${model.rung} is saved for this folder.`,
    width,
    'strong',
  ),
  ...paragraph(
    'The setup keeps what was proven, and the facts of this machine that it rests on; the command status says when one changes.',
    width,
    'quiet',
  ),
  blank,
];

const recipeKey = ({ plan, withRecipe }: Model): readonly Binding[] => {
  if (!plan?.some(({ kind }) => kind === 'recipe')) return [];
  const label = withRecipe ? 'settings only' : 'project files too';
  return [bind('p', 'p', label, 'Toggle writing build files that work without musl-wizard', 'recipe')];
};
