import { fixChoices } from './answers.js';
import type { Next } from './message.js';
import type { FixChoice, Model } from './model.js';
import { next } from './next.js';

/** Opens the fixes for what is shown; a single one at once with its commands. */
export const openFix = (model: Model): Next => {
  const choices = fixChoices(model);
  if (choices.length === 0) return next(model);
  const filters = { ...model.filters, fix: '' };
  const opened: Model = { ...model, scroll: 0, filters, overlay: { kind: 'fix', choices, chosen: null } };
  const [only] = choices;
  return next(only && choices.length === 1 ? showFix(opened, only) : opened);
};

/** Shows the commands of a fix; the cursor stands on the first answer. */
export const showFix = (model: Model, chosen: FixChoice): Model => {
  if (model.overlay?.kind !== 'fix') return model;
  const { run: _, ...cursor } = model.cursor;
  return { ...model, scroll: 0, cursor, overlay: { ...model.overlay, chosen } };
};

/** From the commands back to the list of fixes, where there is more than one; from the list back to the screen. */
export const closeFix = (model: Model): Model => {
  const { overlay } = model;
  const toList = overlay?.kind === 'fix' && overlay.chosen !== null && overlay.choices.length > 1;
  return { ...model, scroll: 0, overlay: toList ? { ...overlay, chosen: null } : null };
};
