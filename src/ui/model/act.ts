import { nextCommand } from '../rows/body.js';
import { actFix, openFix } from './act-fix.js';
import { actLog, readLog } from './act-log.js';
import { actScreen } from './act-screen.js';
import type { Intent } from './keymap.js';
import type { Effect, Next } from './message.js';
import { isBusy, type Model, type Overlay, resultOf, screenOf } from './model.js';
import { cursorAt, goBack, moveCursor, openWhy, placeOf, scrollBy, textRows } from './navigate.js';

const only = (model: Model, ...effects: Effect[]): Next => ({ model, effects });

/** Carries out an intent: first what is the same everywhere, then what is on top, then the screen. */
export const act = (model: Model, intent: Intent): Next => {
  switch (intent) {
    case 'interrupt':
      return only({ ...model, leaving: true }, { type: 'leave', interrupted: true });
    case 'suspend':
      return only(model, { type: 'suspend' });
    case 'redraw':
      return only(model, { type: 'redraw' });
    case 'help':
      return only({ ...model, overlay: { kind: 'help' }, scroll: 0 });
    case 'quit':
      return isBusy(model)
        ? only(ask(model, 'Something is still running. Stop it and leave?', 'Stop it and leave', 'Stay', 'leave'))
        : leave(model);
    default:
      break;
  }
  if (model.walk.phase === 'fixing' && model.overlay === null)
    return only(
      intent === 'back' ? ask(model, 'Stop this fix before it is done?', 'Stop it', 'Let it go on', 'cancel') : model,
    );
  const moved = move(model, intent);
  if (moved) return moved;
  const { overlay } = model;
  if (overlay) return actOverlay(model, overlay, intent);
  return actScreen(model, intent) ?? actAnywhere(model, intent);
};

const leave = (model: Model): Next => only({ ...model, leaving: true }, { type: 'leave', interrupted: false });

const ask = (model: Model, question: string, yes: string, no: string, asks: 'leave' | 'cancel'): Model => ({
  ...model,
  overlay: { kind: 'confirm', question, yes, no, asks },
  cursor: { ...model.cursor, confirm: 'no' },
});

const steps: Partial<Record<Intent, number>> = {
  up: -1,
  down: 1,
  top: Number.NEGATIVE_INFINITY,
  bottom: Number.POSITIVE_INFINITY,
};

/** Movement: of the cursor where there is one, of the text else. Null when the intent is none, or the place moves by itself. */
const move = (model: Model, intent: Intent): Next | null => {
  const page = Math.max(1, textRows(model) - 1);
  const by = intent === 'page-up' ? -page : intent === 'page-down' ? page : steps[intent];
  if (by === undefined || model.overlay?.kind === 'log') return null;
  if (model.overlay === null && screenOf(model) === 'try') return null;
  const place = placeOf(model);
  // Where text stands above answers, the cursor moves among the answers and pages move the text.
  if ((place === 'outcome' || place === 'run') && intent.startsWith('page')) return only(scrollBy(model, by));
  return only(place ? moveCursor(model, place, by) : scrollBy(model, by));
};

const actOverlay = (model: Model, overlay: Overlay, intent: Intent): Next => {
  if (overlay.kind === 'log') return actLog(model, overlay, intent);
  const closed: Model = { ...model, overlay: null, scroll: 0 };
  if (overlay.kind === 'confirm') {
    if (intent === 'back' || (intent === 'go' && cursorAt(model, 'confirm') !== 'yes')) return only(closed);
    if (intent !== 'go') return only(model);
    return overlay.asks === 'leave' ? leave(closed) : only(closed, { type: 'cancel' });
  }
  if (overlay.kind === 'fix') return actFix(model, overlay, intent);
  return only(intent === 'back' ? closed : model);
};

/** Intents that mean the same on every screen that offers them. */
const actAnywhere = (model: Model, intent: Intent): Next => {
  const logFile = model.walk.trial?.logFile ?? resultOf(model, model.rung)?.logFile;
  switch (intent) {
    case 'fix':
      return openFix(model);
    case 'why':
      return explain(model);
    case 'log':
      return logFile ? openLog(model, logFile) : only(model);
    case 'copy':
      return only(model, { type: 'copy', text: nextCommand(model) });
    case 'back':
      if (model.walk.phase === 'trying' && screenOf(model) === 'try')
        return only(ask(model, 'Stop this try?', 'Stop it', 'Let it go on', 'cancel'));
      return only(goBack(model));
    default:
      return only(model);
  }
};

const openLog = (model: Model, path: string): Next => {
  const overlay = { kind: 'log', path, page: null, filter: '', typing: false, shift: 0 } as const;
  return only({ ...model, overlay }, readLog(model, overlay, 'end'));
};

const explain = (model: Model): Next => {
  const rung = screenOf(model) === 'ladder' ? (cursorAt(model, 'ladder') as Model['rung']) : model.rung;
  return rung ? openWhy(model, rung) : only(model);
};
