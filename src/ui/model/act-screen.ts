import type { RungId } from '../../rungs/registry.js';
import { firstRung, mayWork } from '../rows/ladder-rows.js';
import { rowKey } from '../rows/machine-rows.js';
import { openFix } from './act-fix.js';
import { type AnswerKey, nextRung } from './answers.js';
import type { Intent } from './keymap.js';
import type { Effect, Next } from './message.js';
import { filesToWrite, type Model, resultOf, screenOf } from './model.js';
import { cursorAt, openAt, openWhy, textRows } from './navigate.js';

const only = (model: Model, ...effects: Effect[]): Next => ({ model, effects });

/** What an intent means on the screen on show; null when it means nothing special there. */
export const actScreen = (model: Model, intent: Intent): Next | null => {
  switch (screenOf(model)) {
    case 'machine':
      return onMachine(model, intent);
    case 'ladder':
      return onLadder(model, intent);
    case 'try':
      return onTry(model, intent);
    case 'outcome':
      return onOutcome(model, intent);
    case 'save':
      return onSave(model, intent);
    case 'done':
      return intent === 'go' ? only({ ...model, leaving: true }, { type: 'leave', interrupted: false }) : null;
    case 'why':
      return null;
  }
};

const onMachine = (model: Model, intent: Intent): Next | null => {
  if (intent === 'go' && model.walk.examination) return only(openAt(model, 'ladder'));
  if (intent === 'retry' && model.walk.phase !== 'examining')
    return only({ ...model, opened: [] }, { type: 'examine' });
  if (intent !== 'toggle') return null;
  const key = rowKey(cursorAt(model, 'machine') ?? '');
  const opened = model.opened.includes(key) ? model.opened.filter((each) => each !== key) : [...model.opened, key];
  return only({ ...model, opened, cursor: { ...model.cursor, machine: key } });
};

const onLadder = (model: Model, intent: Intent): Next | null => {
  const rung = cursorAt(model, 'ladder') as RungId | null;
  if (!rung) return null;
  const seen = { ...model, rung };
  switch (intent) {
    case 'go':
      if (resultOf(model, rung)) return only(openAt(seen, 'outcome'));
      return mayWork(model.walk, rung) ? attempt(seen, rung) : openWhy(seen, rung);
    case 'retry':
      return attempt(seen, rung);
    case 'skip':
      return skip(model, rung);
    case 'pack':
      return only({ ...model, pack: !model.pack });
    default:
      return null;
  }
};

const attempt = (model: Model, rung: RungId): Next => only(model, { type: 'try', rung, upx: model.pack });

const skip = (model: Model, rung: RungId): Next => {
  const skipped = [...model.walk.skipped, { rung, reason: '' }];
  const next = firstRung({ ...model.walk, skipped }) ?? rung;
  return only({ ...openAt(model, 'ladder'), cursor: { ...model.cursor, ladder: next } }, { type: 'skip', rung });
};

/** Try scrolls back through the lines that are kept; at the newest it follows again. */
const onTry = (model: Model, intent: Intent): Next | null => {
  const { trial } = model.walk;
  if (!trial) return null;
  const page = Math.max(1, textRows(model) - 4);
  const oldest = trial.lines - trial.tail.length + 1;
  const at = model.held ?? trial.lines;
  const to = {
    up: at - 1,
    down: at + 1,
    'page-up': at - page,
    'page-down': at + page,
    top: oldest,
    bottom: trial.lines,
  }[intent as 'up'];
  if (to === undefined) return null;
  const held = Math.max(Math.min(oldest + page, trial.lines), to);
  return only({ ...model, held: held >= trial.lines ? null : held });
};

const onSave = (model: Model, intent: Intent): Next | null => {
  if (intent === 'recipe') return only({ ...model, withRecipe: !model.withRecipe, scroll: 0 });
  if (intent !== 'go' || !model.rung || !model.plan) return null;
  return only(model, { type: 'save', rung: model.rung, files: filesToWrite(model) });
};

const onOutcome = (model: Model, intent: Intent): Next | null => {
  const { rung } = model;
  if (!rung) return null;
  if (intent === 'retry') return attempt(model, rung);
  if (intent === 'skip') return skip(model, rung);
  if (intent !== 'go') return null;
  switch (cursorAt(model, 'outcome') as AnswerKey) {
    case 'save':
      return only({ ...openAt(model, 'save'), plan: null }, { type: 'plan', rung });
    case 'retry':
      return attempt(model, rung);
    case 'next': {
      const next = nextRung(model);
      return next ? attempt({ ...model, cursor: { ...model.cursor, ladder: next } }, next) : null;
    }
    case 'ladder': {
      const next = firstRung(model.walk) ?? rung;
      return only({ ...openAt(model, 'ladder'), cursor: { ...model.cursor, ladder: next } });
    }
    case 'why':
      return openWhy(model, rung);
    case 'fix':
      return openFix(model);
  }
};
