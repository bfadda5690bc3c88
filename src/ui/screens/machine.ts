import type { KeptSetup } from '../../engine/kept-setup.js';
import { toSend } from '../../ladder/to-send.js';
import { isSpent } from '../../ladder/verdict.js';
import { atMost, clip, type Line, line, paragraph, span } from '../../presentation/line.js';
import { keptLine, projectLine } from '../../presentation/project.js';
import { fixChoices } from '../model/answers.js';
import { type Binding, fix, go, logs, options, retry, toggle } from '../model/binding.js';
import { openFix } from '../model/fixes.js';
import { listFilter, passes } from '../model/input.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { cursorAt, openAt } from '../model/navigate.js';
import { next } from '../model/next.js';
import { tryRung } from '../model/try-rung.js';
import { mayWork } from '../rows/ladder-rows.js';
import {
  keyedFindings,
  type MachineRow,
  machineKeys,
  machineLines,
  machineRows,
  rowKey,
} from '../rows/machine-rows.js';
import { around, from, visible } from '../rows/window.js';
import { besideAt, noMatch } from './parts.js';
import type { Part, Screen } from './screen.js';

/** The machine, as it is read: problems first, each row opens to its evidence. */
export const machineScreen: Screen = {
  title: ({ session }) => (session.examination ? 'This machine' : 'Scanning this machine'),
  step: 1,
  keys: (model) =>
    model.session.examination
      ? [
          ...enterKeys[enterMeans(model)],
          toggle,
          ...(fixChoices(model).length > 0 ? [fix] : []),
          retry('Re-scan the machine'),
          logs,
        ]
      : [toggle],
  act: (model, intent) => {
    if (intent === 'options') return next(openAt(model, 'ladder'));
    if (intent === 'go' && model.session.examination)
      switch (enterMeans(model)) {
        case 'build':
          return model.kept && tryRung(model, model.kept.rung);
        case 'send':
          return openFix(fixChoices(model).length > 0 ? model : atProblemToSend(model));
        case 'options':
          return next(openAt(model, 'ladder'));
      }
    if (intent === 'retry' && model.session.phase !== 'examining')
      return next({ ...model, opened: [] }, { type: 'examine' });
    if (intent !== 'toggle') return null;
    const key = rowKey(cursorAt(model, 'machine', machineItems(model)) ?? '');
    const opened = model.opened.includes(key) ? model.opened.filter((each) => each !== key) : [...model.opened, key];
    return next({ ...model, opened, cursor: { ...model.cursor, machine: key } });
  },
  items: (model) => machineItems(model),
  input: listFilter('machine'),
  rows: (model, layout) => {
    const { examination } = model.session;
    const summary: readonly Line[] = examination
      ? [
          ...(examination.project ? [clip(line(projectLine(examination.project), 'strong'), layout.width)] : []),
          ...(model.kept ? [keptRow(model, model.kept, layout.width)] : []),
          // On a low terminal the rows are for what is wrong; the ladder has the whole advice.
          ...atMost(
            paragraph(examination.recommendation.reason, layout.width, 'strong'),
            layout.airy ? 3 : 1,
            layout.width,
          ),
        ]
      : [line('This only reads; nothing is changed.', 'quiet')];
    const height = layout.body - summary.length - 1;
    const cursor = cursorAt(model, 'machine', machineItems(model)) ?? '';
    const pointer = model.spoken ? 'selected: ' : '❯ ';
    const split = besideAt(layout, 0.5, model.spoken);
    const rows = shownRows(model, (split ?? layout.width) - 2);
    const { lines, at } = machineLines(rows, cursor, model.opened, pointer);
    // A row that was opened moves up, so that what it opened to is in sight.
    const window = model.opened.includes(cursor)
      ? from(lines.length, at - 1, height)
      : around(lines.length, at, height);
    const shown = lines.length > 0 ? visible(lines, window) : [noMatch(model.filters.machine ?? '')];
    const list: Part = { kind: 'lines', lines: shown, height };
    const top: Part = { kind: 'lines', lines: [...summary, []], height: summary.length + 1 };
    if (split === null) return [top, list];
    const row = shownRows(model, layout.width - split).find(({ key }) => key === rowKey(cursor));
    const details = row && row.details.length > 0 ? [row.head, [], ...row.details] : [];
    const right: Part = { kind: 'lines', lines: visible(details, from(details.length, 0, height)), height };
    return [top, { kind: 'beside', left: [list], right: [right], at: split }];
  },
};

/**
 * What Enter does: it builds again by the saved setup where that may work; where nobody can do anything from here, it shows
 * what to send for the problem under the cursor; else it goes on to the options.
 */
const enterMeans = (model: Model): 'build' | 'send' | 'options' => {
  const { kept, session } = model;
  const rungs = session.examination?.rungs ?? [];
  const saved = rungs.find(({ id }) => id === kept?.rung);
  if (kept && saved && session.examination?.project && mayWork(session, kept.rung) && !isSpent(saved)) return 'build';
  const isStuck = rungs.every(({ verdict }) => verdict === 'impossible');
  return isStuck && (fixChoices(model).length > 0 || problemToSend(model) !== undefined) ? 'send' : 'options';
};

/** The row of the problem to send where nothing can be done from here. */
const problemToSend = ({ session }: Model): string | undefined => {
  const { findings = [], rungs = [] } = session.examination ?? {};
  const asked = toSend(findings, rungs);
  return keyedFindings(session).find(({ finding }) => finding === asked?.finding)?.key;
};

const atProblemToSend = (model: Model): Model => {
  const machine = problemToSend(model);
  return machine === undefined ? model : { ...model, cursor: { ...model.cursor, machine } };
};

const enterKeys: Readonly<Record<ReturnType<typeof enterMeans>, readonly Binding[]>> = {
  build: [go('build again', 'Build again with the saved option'), options],
  send: [go('what to do', 'Show who can fix this problem, and what to send'), options],
  options: [go('go on', 'Continue to the build options')],
};

const keptRow = (model: Model, kept: KeptSetup, width: number): Line => {
  const again = enterMeans(model) === 'build' ? ' Enter builds again.' : '';
  return clip([span(keptLine(kept, model.nowMs)), span(again, 'strong')], width);
};

/** Keys of the rows that the cursor can stand on. */
export const machineItems = (model: Model): readonly string[] => {
  const layout = layoutOf(model.size);
  const width = layout ? (besideAt(layout, 0.5, model.spoken) ?? layout.width) : 80;
  return machineKeys(shownRows(model, width - 2), model.opened);
};

/** The rows that pass the filter, by what they say and what they open to. */
const shownRows = ({ session, program, filters }: Model, width: number): readonly MachineRow[] =>
  machineRows(session, width, program).filter(({ head, details }) =>
    passes(filters.machine, [head, ...details].map((row) => row.map(({ text }) => text).join('')).join('\n')),
  );
