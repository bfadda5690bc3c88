import { blank, type Line, line, paragraph } from '../../presentation/line.js';
import { type Binding, back, bind, go } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import { filesToWrite, type Model } from '../model/model.js';
import { next } from '../model/next.js';
import { hasProject } from '../model/next-command.js';
import { saveLines } from '../rows/save-lines.js';
import { proseWidth, reading } from './parts.js';
import { type Screen, stepNames } from './screen.js';

/** Each file that will be written, whole, or as a diff of what is there. */
export const saveScreen: Screen = {
  title: () => 'Files to write',
  step: stepNames.length,
  keys: (model) => [
    ...(model.plan ? [go('write', 'Write these files')] : []),
    ...recipeKey(model),
    ...(model.plan
      ? [
          bind(
            'space',
            'Space',
            exact(model) ? 'in words' : 'as written',
            'Show the setup in words, or as it is written',
            'toggle',
          ),
        ]
      : []),
    back,
  ],
  act: (model, intent) => {
    if (intent === 'toggle') {
      const opened = exact(model) ? model.opened.filter((key) => key !== setupKey) : [...model.opened, setupKey];
      return next({ ...model, opened, scroll: 0 });
    }
    if (intent === 'recipe') return next({ ...model, withRecipe: !model.withRecipe, scroll: 0 });
    if (intent !== 'go' || !model.rung || !model.plan) return null;
    return next(model, { type: 'save', rung: model.rung, files: filesToWrite(model) });
  },
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

const text = (model: Model, layout: Layout): readonly Line[] =>
  model.plan
    ? [...inWords(model, proseWidth(layout)), ...saveLines(filesToWrite(model), layout.width, exact(model))]
    : [line('Reading existing files...', 'quiet')];

/** The row of the setup, which opens to the file as it is written. */
const setupKey = 'setup';
const exact = ({ opened }: Model): boolean => opened.includes(setupKey);

/** What the files mean, above what is in them. */
const inWords = (model: Model, width: number): readonly Line[] => [
  ...paragraph(
    hasProject(model)
      ? `${model.rung} builds ${model.session.examination?.project?.name ?? 'this project'} from now on.`
      : `${model.rung} is saved for this folder.`,
    width,
    'strong',
  ),
  ...paragraph('The command status says when something changes that it rests on.', width, 'quiet'),
  blank,
];

const recipeKey = ({ plan, withRecipe }: Model): readonly Binding[] => {
  if (!plan?.some(({ kind }) => kind === 'recipe')) return [];
  const label = withRecipe ? 'settings only' : 'project files too';
  return [bind('p', 'p', label, 'Toggle writing build files that work without musl-wizard', 'recipe')];
};
