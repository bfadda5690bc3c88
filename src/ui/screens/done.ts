import { provedOf, unbuiltWords } from '../../engine/proof.js';
import { hintLines } from '../../presentation/hints.js';
import { blank, column, hanging, type Line, line, span } from '../../presentation/line.js';
import { copy, go, log } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import { type Model, recipePaths, resultOf } from '../model/model.js';
import { next } from '../model/next.js';
import { commandAfterSave, hasProject } from '../model/next-command.js';
import { proseWidth, reading } from './parts.js';
import { type Screen, stepNames } from './screen.js';

/** What was saved, and the one command to use from now on. */
export const doneScreen: Screen = {
  title: () => 'Done',
  step: stepNames.length,
  keys: (model) => [
    wasBuilt(model) ? go('put the program here', 'Put the program into dist-static, and quit') : go('finish', 'Quit'),
    copy('the command'),
    ...(resultOf(model, model.rung)?.logFile ? [log] : []),
  ],
  act: (model, intent) => {
    if (intent === 'go')
      return next({ ...model, leaving: true, building: wasBuilt(model) }, { type: 'leave', interrupted: false });
    return intent === 'copy' ? next(model, { type: 'copy', text: commandAfterSave(model) }) : null;
  },
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

/** Whether the project was built by what was saved: its programs are kept, and only put into their folder. */
const wasBuilt = (model: Model): boolean =>
  hasProject(model) && resultOf(model, model.session.saved?.setup.rung ?? null)?.build?.outcome === 'passed';

/** What is different with musl, of what the program uses. */
const hintsOfSaved = (model: Model, width: number): readonly Line[] => {
  const [head, ...hints] = hintLines(model.session.saved?.hints ?? []);
  return head === undefined
    ? []
    : [blank, ...hanging([], head, width), ...hints.flatMap((hint) => hanging([span('  ')], hint.trimStart(), width))];
};

const text = (model: Model, layout: Layout): readonly Line[] => {
  const { saved } = model.session;
  const width = proseWidth(layout);
  const rung = saved?.setup.rung ?? 'nothing';
  const result = resultOf(model, saved?.setup.rung ?? null);
  const field = (label: string, value: string) => hanging([span(column(label, 9), 'quiet')], value, width);
  const project = hasProject(model);
  const head = project
    ? wasBuilt(model)
      ? `Saved. ${rung} built this project, and builds it from now on.`
      : `Saved: ${rung}: ${unbuiltWords(result ? provedOf(result) : 'tools')}.`
    : `Saved for this folder: ${rung}. No project was found in it.`;
  return [
    ...hanging([span('✓ ', 'good')], head, width, 'strong'),
    blank,
    line(project ? 'The command to use from now on:' : 'In the folder of your project:'),
    blank,
    [span('    '), span(commandAfterSave(model), 'strong')],
    blank,
    ...(result ? field('Proof', result.reason) : []),
    ...(saved ? field('Saved in', saved.path) : []),
    ...recipePaths(model).flatMap((path) => field('Wrote', path)),
    ...(result?.logFile ? field('Log', result.logFile) : []),
    ...hintsOfSaved(model, width),
  ];
};
