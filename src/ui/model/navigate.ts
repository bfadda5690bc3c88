import type { RecentLog } from '../../engine/recent-logs.js';
import type { RungId } from '../../rungs/registry.js';
import type { Next } from './message.js';
import type { CursorArea, Model, ScreenName } from './model.js';

/** Opens a screen on top of the one shown; going to one that is open already goes back to it. */
export const openAt = (model: Model, screen: ScreenName): Model => {
  const at = model.trail.indexOf(screen);
  const trail = at === -1 ? [...model.trail, screen] : model.trail.slice(0, at + 1);
  return { ...model, trail, scroll: 0, overlay: null };
};

/** Opens Why for a rung; what it shows is worked out aside. */
export const openWhy = (model: Model, rung: RungId): Next => ({
  model: { ...openAt(model, 'why'), rung, why: null },
  effects: [{ type: 'explain', rung }],
});

/** Opens the list of logs; they are looked for aside. */
export const openLogs = (model: Model): Next => ({
  model: { ...openAt(model, 'logs'), logs: null },
  effects: [{ type: 'find-logs' }],
});

/** Opens what explains the failure in a log; that is worked out aside. */
export const openAnswer = (model: Model, log: RecentLog): Next => ({
  model: { ...openAt(model, 'answer'), answer: { log, explanation: null } },
  effects: [{ type: 'explain-log', log }],
});

/** Puts a screen in the place of the one shown, so that Esc does not lead back to it. */
export const replaceWith = (model: Model, screen: ScreenName): Model => ({
  ...openAt({ ...model, trail: model.trail.slice(0, -1) }, screen),
  overlay: model.overlay,
});

/** Takes the screen shown away; the first one stays. */
export const goBack = (model: Model): Model =>
  model.trail.length > 1 ? { ...model, trail: model.trail.slice(0, -1), scroll: 0, plan: null } : model;

/** Key of the row under the cursor; the first row when it was never moved or its row is gone. */
export const cursorAt = (model: Model, place: CursorArea, items: readonly string[]): string | null => {
  const at = model.cursor[place];
  return at !== undefined && items.includes(at) ? at : (items[0] ?? null);
};

/** Moves the cursor by rows; it stops at the ends. */
export const moveCursor = (model: Model, place: CursorArea, items: readonly string[], by: number): Model => {
  const at = items.indexOf(cursorAt(model, place, items) ?? '');
  const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
  return next === undefined ? model : { ...model, cursor: { ...model.cursor, [place]: next } };
};

/** Moves a text of `count` rows, of which `room` are shown, by rows; it stops at the ends. */
export const scrollBy = (model: Model, count: number, room: number, by: number): Model => {
  const most = Math.max(0, count - room);
  return { ...model, scroll: Math.max(0, Math.min(most, Math.min(model.scroll, most) + by)) };
};
