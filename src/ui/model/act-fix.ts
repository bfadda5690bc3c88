import { asCalled } from '../../text/as-called.js';
import { fixChoices } from './answers.js';
import type { Intent } from './keymap.js';
import type { Next } from './message.js';
import type { FixChoice, Model, Overlay } from './model.js';
import { cursorAt } from './navigate.js';

/** Opens the fixes for what is on show; a single one at once with its commands. */
export const openFix = (model: Model): Next => {
  const choices = fixChoices(model);
  const chosen = choices.length === 1 ? (choices[0] ?? null) : null;
  if (choices.length === 0) return { model, effects: [] };
  return { model: choose(model, { kind: 'fix', choices, chosen: null }, chosen), effects: [] };
};

/** Shows the commands of a fix; the cursor stands on the first answer. */
const choose = (model: Model, overlay: Extract<Overlay, { kind: 'fix' }>, chosen: FixChoice | null): Model => {
  const { run: _, ...cursor } = model.cursor;
  return { ...model, scroll: 0, cursor, overlay: { ...overlay, chosen } };
};

/** Carries out an intent in the list of fixes or before one fix: nothing runs before its commands were on show. */
export const actFix = (model: Model, overlay: Extract<Overlay, { kind: 'fix' }>, intent: Intent): Next => {
  const { chosen, choices } = overlay;
  const show = (next: Overlay | null): Next => ({ model: { ...model, overlay: next, scroll: 0 }, effects: [] });
  if (!chosen) {
    if (intent === 'back') return show(null);
    const pick = choices.find(({ key }) => key === cursorAt(model, 'fix'));
    return intent === 'go' && pick ? { model: choose(model, overlay, pick), effects: [] } : show(overlay);
  }
  switch (intent) {
    case 'copy':
      return {
        model,
        effects: [
          { type: 'copy', text: chosen.fix.commands.map((command) => asCalled(command, model.program)).join('\n') },
        ],
      };
    case 'back':
      return show(choices.length > 1 ? { ...overlay, chosen: null } : null);
    case 'go':
      if (!chosen.fix.runnable) return show(overlay);
      if (cursorAt(model, 'run') !== 'yes') return show(choices.length > 1 ? { ...overlay, chosen: null } : null);
      return {
        model: { ...model, overlay: null },
        effects: [{ type: 'fix', problem: chosen.problem, fix: chosen.fix }],
      };
    default:
      return show(overlay);
  }
};
