import type { Fix } from '../../diagnosis/finding.js';
import { blank, column, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { actorWords } from '../../presentation/words.js';
import { asCalled } from '../../text/as-called.js';
import { bindings } from '../model/keymap.js';
import { layoutOf } from '../model/layout.js';
import { type FixChoice, filesToWrite, type Model, recipePaths, resultOf, screenOf } from '../model/model.js';
import { outcomeLines } from './outcome-lines.js';
import { saveLines } from './save-lines.js';
import { whyLines } from './why-lines.js';

/** The command that a person uses once the setup is saved. */
export const nextCommand = ({ program, plan }: Pick<Model, 'program' | 'plan'>): string =>
  hasProject({ plan }) ? `${program} build` : `${program} choose --yes && ${program} build`;

/** False where no project was recognised in this folder, so that there is nothing to build in it. */
export const hasProject = ({ plan }: Pick<Model, 'plan'>): boolean => !plan?.some((file) => file.withoutProject);

/** Columns beyond which prose is hard to read. */
const prose = 100;

/** The text of an overlay or a screen that is text; empty where the screen is something else. */
export const bodyText = (model: Model): readonly Line[] => {
  const layout = layoutOf(model.size);
  if (!layout) return [];
  const width = Math.min(layout.width, prose);
  if (model.overlay?.kind === 'help') return helpLines(model, width);
  if (model.overlay?.kind === 'fix' && model.overlay.chosen) return fixLines(model, model.overlay.chosen, width);
  if (model.mending) return mendingLines(model.mending, width);
  switch (screenOf(model)) {
    case 'why':
      return model.why ? whyLines(model.walk, model.why, width, model.program) : [line('Working it out…', 'quiet')];
    case 'save':
      return model.plan ? saveLines(filesToWrite(model), layout.width) : [line('Looking at what is there…', 'quiet')];
    case 'outcome': {
      const result = resultOf(model, model.rung);
      return result ? outcomeLines(result, model.walk.results, width) : [];
    }
    case 'done':
      return doneLines(model, width);
    default:
      return [];
  }
};

const helpLines = (model: Model, width: number): Line[] =>
  bindings({ ...model, overlay: null }).flatMap(({ show, help }) =>
    hanging([span(column(show, 10), 'strong')], help, width),
  );

const fixLines = ({ program }: Model, { title, fix }: FixChoice, width: number): Line[] => [
  ...paragraph(title, width, 'quiet'),
  ...paragraph(fix.title, width, 'strong'),
  blank,
  ...fix.commands.flatMap((command) => hanging([span('  $ ', 'quiet')], asCalled(command, program), width)),
  blank,
  ...hanging([span(column('Who', 9), 'quiet')], actorWords(fix), width),
  ...(fix.changes ? hanging([span(column('Changes', 9), 'quiet')], fix.changes, width) : []),
  ...hanging([span(column('Undo', 9), 'quiet')], fix.undo ?? 'There is nothing that takes it back by itself.', width),
  ...(fix.runnable
    ? []
    : hanging(
        [span(column('Note', 9), 'quiet')],
        'This wants your hand: fill in what is missing, or run it where it belongs.',
        width,
      )),
];

const mendingLines = (fix: Fix, width: number): Line[] => [
  ...hanging([span('● ', 'strong')], fix.title, width, 'strong'),
  blank,
  ...fix.commands.flatMap((command) => hanging([span('  $ ', 'quiet')], command, width)),
  blank,
  line('When it is done, the machine is read anew.', 'quiet'),
];

const doneLines = (model: Model, width: number): Line[] => {
  const { saved } = model.walk;
  const result = resultOf(model, saved?.setup.rung ?? null);
  return [
    [
      span('✓ ', 'good'),
      span(
        hasProject(model)
          ? `Saved. This project builds by ${saved?.setup.rung ?? 'nothing'} from now on.`
          : `Saved, for this folder: ${saved?.setup.rung ?? 'nothing'}. No project was recognised in it.`,
        'strong',
      ),
    ],
    blank,
    line(hasProject(model) ? 'The one command to use from now on:' : 'In the folder of your project:'),
    blank,
    [span('    '), span(nextCommand(model), 'strong')],
    blank,
    ...(result ? hanging([span(column('Proof', 9), 'quiet')], result.reason, width) : []),
    ...(saved ? hanging([span(column('Saved in', 9), 'quiet')], saved.path, width) : []),
    ...recipePaths(model).flatMap((path) => hanging([span(column('Wrote', 9), 'quiet')], path, width)),
    ...(result?.logFile ? hanging([span(column('Log', 9), 'quiet')], result.logFile, width) : []),
  ];
};
