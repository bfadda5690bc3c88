import type { RungId } from '../../rungs/registry.js';
import { firstRung } from '../rows/ladder-rows.js';
import type { Next } from './message.js';
import type { Model } from './model.js';
import { openAt } from './navigate.js';
import { next } from './next.js';

/** Tries a rung; the saved one with its saved options, unless others were given. */
export const tryRung = (model: Model, rung: RungId): Next =>
  next(model, { type: 'try', rung, upx: model.pack, rungOptions: optionsOf(model, rung) });

const optionsOf = ({ options, kept }: Model, rung: RungId) =>
  options[rung] ?? (kept?.rung === rung ? kept.options : {});

/** Skips a rung; the cursor of the ladder goes to the next one. */
export const skipRung = (model: Model, rung: RungId): Next => {
  const skipped = [...model.session.skipped, { rung, reason: '' }];
  const following = firstRung({ ...model.session, skipped }) ?? rung;
  const ladder = openAt(model, 'ladder');
  return next({ ...ladder, cursor: { ...model.cursor, ladder: following } }, { type: 'skip', rung });
};
