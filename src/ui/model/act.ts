import { destinationOf } from '../screens/goto.js';
import { textRoom } from '../screens/parts.js';
import type { Screen } from '../screens/screen.js';
import type { Intent } from './binding.js';
import { openFix } from './fixes.js';
import { layoutOf } from './layout.js';
import { openLog } from './log.js';
import type { Next } from './message.js';
import { ask, type CursorArea, isBusy, type Model, resultOf } from './model.js';
import { cursorAt, goBack, moveCursor, openLogs, openWhy, scrollBy } from './navigate.js';
import { next } from './next.js';
import { bindings, topOf } from './top.js';

/** Carries out an intent: first what is the same everywhere, then movement, then what is on top. */
export const act = (model: Model, intent: Intent, { name, screen } = topOf(model)): Next => {
  switch (intent) {
    case 'interrupt':
      return next({ ...model, leaving: true }, { type: 'leave', interrupted: true });
    case 'suspend':
      return next(model, { type: 'suspend' });
    case 'redraw':
      return next(model, { type: 'redraw' });
    case 'help':
      return next({ ...model, overlay: { kind: 'help', keys: bindings(model) }, scroll: 0 });
    case 'quit':
      return isBusy(model)
        ? next(ask(model, 'Something is still running. Stop it and quit?', 'Stop it and quit', 'Stay', 'leave'))
        : next({ ...model, leaving: true }, { type: 'leave', interrupted: false });
    case 'filter':
      return next({ ...model, input: model.filters[name] ?? '' });
    case 'goto':
      return next({ ...model, overlay: { kind: 'goto', keys: bindings(model) }, input: '' });
    case 'complete':
      return screen.input?.complete?.(model, model.input ?? '') ?? next(model);
    default:
      break;
  }
  if (model.input !== null && (intent === 'go' || intent === 'back')) return closeInput(model, intent, screen);
  if (intent === 'back' && model.filters[name])
    return next(settleCursor({ ...model, filters: { ...model.filters, [name]: '' } }));
  const onTop = model.overlay !== null || model.applying !== null;
  return (
    move(model, intent, name, screen) ?? screen.act(model, intent) ?? (onTop ? next(model) : actAnywhere(model, intent))
  );
};

/** Takes the text of the input line, or clears it; among destinations, goes to the one under the cursor. */
const closeInput = (model: Model, intent: 'go' | 'back', screen: Screen): Next => {
  const closed = { ...model, input: null };
  if (model.overlay?.kind !== 'goto') {
    const after = screen.input?.close(closed, intent === 'go' ? (model.input ?? '') : '') ?? next(closed);
    return { ...after, model: settleCursor(after.model) };
  }
  const destination = intent === 'go' ? destinationOf(model) : null;
  const { goto: _, ...filters } = model.filters;
  const below = { ...closed, overlay: null, filters };
  if (destination === null) return next(below);
  return 'intent' in destination ? act(below, destination.intent) : destination.open(below);
};

/** Puts the cursor on a row that is shown; on none where none is. */
export const settleCursor = (model: Model): Model => {
  const { name, screen } = topOf(model);
  const items = screen.items?.(model);
  if (!items) return model;
  return { ...model, cursor: { ...model.cursor, [name]: cursorAt(model, name, items) ?? '' } };
};

const steps: Partial<Record<Intent, number>> = {
  up: -1,
  down: 1,
  top: Number.NEGATIVE_INFINITY,
  bottom: Number.POSITIVE_INFINITY,
};

/** Movement: of the cursor where there is one, of the text else. Null when the intent is none, or the screen moves by itself. */
const move = (model: Model, intent: Intent, place: CursorArea, screen: Screen): Next | null => {
  const layout = layoutOf(model.size);
  const items = screen.items?.(model) ?? [];
  const text = (layout && screen.text?.(model, layout)) ?? null;
  if (items.length === 0 && text === null) return null;
  const room = layout ? (text === null ? layout.body : textRoom(layout, items.length)) : 1;
  const page = Math.max(1, room - 1);
  const by = intent === 'page-up' ? -page : intent === 'page-down' ? page : steps[intent];
  if (by === undefined) return null;
  // Where text stands above answers, the cursor moves among the answers and pages move the text.
  const scrolls = text !== null && (items.length === 0 || intent.startsWith('page'));
  return next(scrolls ? scrollBy(model, text.length, room, by) : moveCursor(model, place, items, by));
};

/** Intents that mean the same on every screen that offers them. */
const actAnywhere = (model: Model, intent: Intent): Next => {
  const result = resultOf(model, model.rung);
  const logFile = model.session.trial?.logFile ?? result?.logFile;
  switch (intent) {
    case 'fix':
      return openFix(model);
    case 'why':
      return model.rung ? openWhy(model, model.rung) : next(model);
    case 'logs':
      return openLogs(model);
    case 'log':
      return logFile ? openLog(model, logFile, model.session.trial ? undefined : result?.diagnoses[0]) : next(model);
    case 'back':
      return next(goBack(model));
    default:
      return next(model);
  }
};
