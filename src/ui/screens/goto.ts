import { column, line, span } from '../../presentation/line.js';
import { rungs } from '../../rungs/registry.js';
import { arrows, bind, type Intent } from '../model/binding.js';
import { passes } from '../model/input.js';
import type { Next } from '../model/message.js';
import type { Model, ScreenName } from '../model/model.js';
import { cursorAt, openAt, openLogs, openWhy } from '../model/navigate.js';
import { next } from '../model/next.js';
import type { Screen } from './screen.js';

/** Where one can go, or what one can do, from the screen below. */
type Destination = { readonly key: string; readonly label: string; readonly shortcut: string } & (
  | { readonly open: (model: Model) => Next }
  | { readonly intent: Intent }
);

/** The screens that there is something on, and what can be done on the one below, by name. */
export const gotoScreen: Screen = {
  title: () => 'Go to',
  keys: () => [
    bind('enter', 'Enter', 'go', 'Go to the selected screen, or run the selected action', 'go'),
    bind('escape', 'Esc', 'close', 'Close the list', 'back'),
    ...arrows,
  ],
  act: () => null,
  items: (model) => destinations(model).map(({ key }) => key),
  input: {
    label: () => 'Go to',
    write: (model, text) => {
      const { goto: _, ...cursor } = model.cursor;
      return next({ ...model, cursor, filters: { ...model.filters, goto: text } });
    },
    close: (model) => next(model),
  },
  rows: (model, layout) => {
    const items = destinations(model).map(({ key, label, shortcut }) => ({
      key,
      line: [span(column(shortcut, 7), 'strong'), span(label)],
    }));
    if (items.length === 0)
      return [{ kind: 'lines', lines: [line('No screen or action has this name.', 'quiet')], height: 1 }];
    return [{ kind: 'list', items, cursor: destinationOf(model)?.key ?? null, height: layout.body }];
  },
};

/** The destination under the cursor; null where none has the name that was written. */
export const destinationOf = (model: Model): Destination | null => {
  const shown = destinations(model);
  const at = cursorAt(
    model,
    'goto',
    shown.map(({ key }) => key),
  );
  return shown.find(({ key }) => key === at) ?? null;
};

const destinations = (model: Model): readonly Destination[] =>
  [...places(model), ...actions(model)].filter(({ label }) => passes(model.filters.goto, label));

const places = ({ session }: Model): readonly Destination[] => {
  const to = (key: string, label: string, open: (model: Model) => Next): Destination => ({
    key,
    label,
    shortcut: '',
    open,
  });
  const screen = (name: ScreenName) => (model: Model) => next(openAt(model, name));
  const known = session.examination?.rungs ?? [];
  return [
    to('machine', 'Machine: problems and what was found', screen('machine')),
    ...(known.length > 0 ? [to('ladder', 'Options: static build options, best first', screen('ladder'))] : []),
    to('logs', 'Logs: find the cause of a failure', openLogs),
    ...session.results.map(({ rung }) =>
      to(`outcome ${rung}`, `Result of ${rung}`, (model) => next(openAt({ ...model, rung }, 'outcome'))),
    ),
    ...known.map(({ id }) => to(`why ${id}`, `Why: ${rungs[id].title} (${id})`, (model) => openWhy(model, id))),
  ];
};

/** Movement, and what starts something: that is started only from the screen that says what. */
const unnamed: ReadonlySet<Intent> = new Set([
  'up',
  'down',
  'page-up',
  'page-down',
  'top',
  'bottom',
  'left',
  'right',
  'back',
  'go',
  'retry',
  'goto',
]);

const actions = ({ overlay }: Model): readonly Destination[] =>
  overlay?.kind === 'goto'
    ? overlay.keys
        .filter(({ intent }) => !unnamed.has(intent))
        .map(({ intent, help, show }) => ({ key: `key ${show}`, label: help, shortcut: show, intent }))
    : [];
