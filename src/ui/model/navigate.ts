import type { RungId } from '../../rungs/registry.js';
import { bodyText } from '../rows/body.js';
import { ladderRungs } from '../rows/ladder-rows.js';
import { machineKeys, machineRows } from '../rows/machine-rows.js';
import { answers, fixChoices, runAnswers } from './answers.js';
import { layoutOf } from './layout.js';
import type { Next } from './message.js';
import { type Model, type Place, type ScreenName, screenOf } from './model.js';

/** Opens a screen on top of the one on show; going to one that is open already goes back to it. */
export const openAt = (model: Model, screen: ScreenName): Model => {
  const at = model.trail.indexOf(screen);
  const trail = at === -1 ? [...model.trail, screen] : model.trail.slice(0, at + 1);
  return { ...model, trail, scroll: 0, overlay: null };
};

/** Opens Why for a rung; what it tells is worked out aside. */
export const openWhy = (model: Model, rung: RungId): Next => ({
  model: { ...openAt(model, 'why'), rung, why: null },
  effects: [{ type: 'explain', rung }],
});

/** Puts a screen in the place of the one on show, so that Esc does not lead back to it. */
export const replaceWith = (model: Model, screen: ScreenName): Model => ({
  ...openAt({ ...model, trail: model.trail.slice(0, -1) }, screen),
  overlay: model.overlay,
});

/** Takes the screen on show away; the first one stays. */
export const goBack = (model: Model): Model =>
  model.trail.length > 1 ? { ...model, trail: model.trail.slice(0, -1), scroll: 0, plan: null } : model;

/** Where the cursor moves now: what is on top has it. */
export const placeOf = ({ overlay, ...model }: Model): Place | null => {
  if (overlay?.kind === 'confirm') return 'confirm';
  if (overlay?.kind === 'fix') return overlay.chosen ? (overlay.chosen.fix.runnable ? 'run' : null) : 'fix';
  if (overlay) return null;
  const screen = screenOf({ overlay: null, ...model });
  return screen === 'machine' || screen === 'ladder' || screen === 'outcome' ? screen : null;
};

/** Keys of the rows that the cursor can stand on. */
export const itemsAt = (model: Model, place: Place): readonly string[] => {
  switch (place) {
    case 'machine':
      return machineKeys(machineRows(model.walk, (layoutOf(model.size)?.width ?? 80) - 2), model.opened);
    case 'ladder':
      return ladderRungs(model.walk);
    case 'outcome':
      return answers(model).map(({ key }) => key);
    case 'fix':
      return model.overlay?.kind === 'fix'
        ? model.overlay.choices.map(({ key }) => key)
        : fixChoices(model).map(({ key }) => key);
    case 'run':
      return runAnswers(model).map(({ key }) => key);
    case 'confirm':
      return ['no', 'yes'];
    default:
      return [];
  }
};

/** Key of the row under the cursor; the first row when it was never moved or its row is gone. */
export const cursorAt = (model: Model, place: Place): string | null => {
  const items = itemsAt(model, place);
  const at = model.cursor[place];
  return at !== undefined && items.includes(at) ? at : (items[0] ?? null);
};

/** Moves the cursor by rows; it stops at the ends. */
export const moveCursor = (model: Model, place: Place, by: number): Model => {
  const items = itemsAt(model, place);
  const at = items.indexOf(cursorAt(model, place) ?? '');
  const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
  return next === undefined ? model : { ...model, cursor: { ...model.cursor, [place]: next } };
};

/** Moves a screen of text by rows; it stops at the ends. */
export const scrollBy = (model: Model, by: number): Model => {
  const most = Math.max(0, bodyText(model).length - textRows(model));
  return { ...model, scroll: Math.max(0, Math.min(most, Math.min(model.scroll, most) + by)) };
};

/** Rows that text has on the screen on show. */
export const textRows = (model: Model): number => {
  const body = layoutOf(model.size)?.body ?? 0;
  // Answers have their rows below the text.
  const below =
    placeOf(model) === 'run'
      ? runAnswers(model).length
      : screenOf(model) === 'outcome' && model.overlay === null
        ? answers(model).length
        : 0;
  return below === 0 ? body : Math.max(1, body - below - 1);
};
