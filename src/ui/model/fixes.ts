import { fillIn } from '../../diagnosis/fill-in.js';
import type { CheckedValue } from '../../engine/fix-value.js';
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
  return { ...model, scroll: 0, cursor, overlay: withoutHints({ ...model.overlay, chosen }) };
};

/**
 * Renews the fixes that are shown once more is known of them: which are for this machine, and can run here. What is being
 * filled in stays as it is; of a fix that is gone, the list is shown.
 */
export const renewFixes = (model: Model): Model => {
  const { overlay } = model;
  if (overlay?.kind !== 'fix' || model.input !== null || overlay.chosen?.given) return model;
  const choices = fixChoices(model);
  if (choices.length === 0) return { ...model, overlay: null };
  const same = (one: FixChoice, other: FixChoice) => one.title === other.title && one.fix.title === other.fix.title;
  const { chosen } = overlay;
  const cursor = overlay.choices.find(({ key }) => key === model.cursor.fix);
  const under = cursor && choices.find((each) => same(each, cursor));
  return {
    ...model,
    cursor: { ...model.cursor, fix: under?.key ?? '' },
    overlay: { ...overlay, choices, chosen: (chosen && choices.find((each) => same(each, chosen))) ?? null },
  };
};

/** Completes the text on the input line as far as all that it can become agrees; shows these where there are several. */
export const takeCompletions = (model: Model, text: string, found: readonly string[]): Model => {
  if (model.overlay?.kind !== 'fix' || model.input !== text) return model;
  const shown: Model = { ...model, overlay: { ...model.overlay, found: found.length > 1 ? found : [] } };
  if (found.length === 0) return { ...shown, notice: null };
  const [first = '', ...others] = found;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  const agreed = first.slice(0, length);
  return { ...shown, input: agreed.length > text.length ? agreed : text };
};

/** Fills a checked value into the fix that is shown; opens the input line again where it cannot be used. */
export const takeValue = (model: Model, text: string, checked: CheckedValue): Model => {
  const { overlay } = model;
  const chosen = overlay?.kind === 'fix' ? overlay.chosen : null;
  if (overlay?.kind !== 'fix' || !chosen?.fix.input) return model;
  if ('fault' in checked) return { ...model, input: text, scroll: 0, overlay: { ...overlay, fault: checked.fault } };
  const { option } = chosen.fix.input;
  return showFix(model, {
    ...chosen,
    fix: fillIn(chosen.fix, checked.value),
    ...(option && { given: { rung: option.rung, options: { [option.name]: checked.value } } }),
  });
};

/** From the commands back to the list of fixes, where there is more than one; from the list back to the screen. */
export const closeFix = (model: Model): Model => {
  const { overlay } = model;
  const toList = overlay?.kind === 'fix' && overlay.chosen !== null && overlay.choices.length > 1;
  return { ...model, scroll: 0, overlay: toList ? { ...overlay, chosen: null } : null };
};

/** What was said of the text on the input line, taken away once it is another. */
export const withoutHints = <Hinted extends { readonly found?: unknown; readonly fault?: unknown }>({
  found: _,
  fault: __,
  ...overlay
}: Hinted) => overlay;
