import type { SessionEvent } from '../../engine/session-state.js';
import { firstRung } from '../rows/ladder-rows.js';
import { machineItems } from '../screens/machine.js';
import { act, settleCursor } from './act.js';
import { renewFixes, takeCompletions, takeValue } from './fixes.js';
import { withPasted, written } from './input.js';
import { readLog } from './log.js';
import type { Message, Next, UiEffect } from './message.js';
import { isBusy, type Model, type Notice, screenOf } from './model.js';
import { cursorAt, openAnswer, openAt, replaceWith } from './navigate.js';
import { intentOf, topOf } from './top.js';

/** The next model and what is to be done. Pure: the whole behaviour of the wizard is in here and in `act`. */
export const update = (model: Model, message: Message): Next => {
  switch (message.type) {
    case 'key': {
      if (model.leaving) return { model, effects: [] };
      const text = model.input === null ? null : written(model.input, message.key);
      if (text !== null) return write(model, text);
      const intent = intentOf(model, message.key);
      return intent
        ? act({ ...model, notice: null }, intent)
        : { model: { ...model, notice: idle(model) }, effects: [] };
    }
    case 'paste':
      if (model.input !== null) return write(model, withPasted(model.input, message.text));
      return { model: { ...model, notice: pasteIgnored }, effects: [] };
    case 'resized':
      return { model: { ...model, size: message.size }, effects: [] };
    case 'tick': {
      const { overlay } = model;
      // A log that is being written and read at its end is followed.
      const follows =
        overlay?.kind === 'log' && model.session.trial && overlay.page && overlay.page.end >= overlay.page.size;
      return { model: { ...model, nowMs: message.nowMs }, effects: follows ? [readLog(model, overlay, 'end')] : [] };
    }
    case 'planned':
      return { model: { ...model, plan: message.files }, effects: [] };
    case 'kept': {
      const known = { ...model, kept: message.kept, pack: model.pack || message.kept?.upx === true };
      const ladder = firstRung(known.session, known.kept?.rung);
      // Whoever looks at the options already keeps the row under the cursor.
      const moved = ladder !== null && !known.trail.includes('ladder');
      return { model: moved ? { ...known, cursor: { ...known.cursor, ladder } } : known, effects: [] };
    }
    case 'explained':
      return { model: { ...model, why: message.why }, effects: [] };
    case 'open-log':
      return openAnswer({ ...model, door: message.log }, message.log);
    case 'logs':
      return { model: { ...model, logs: message.logs }, effects: [] };
    case 'answer': {
      // Another may have been chosen meanwhile.
      const awaited = model.answer?.log.path === message.log.path;
      return { model: awaited ? renewFixes({ ...model, answer: message }) : model, effects: [] };
    }
    case 'checked':
      return { model: takeValue(model, message.text, message.checked), effects: [] };
    case 'completed':
      return { model: takeCompletions(model, message.text, message.found), effects: [] };
    case 'log':
      return {
        model: model.overlay?.kind === 'log' ? { ...model, overlay: { ...model.overlay, page: message.page } } : model,
        effects: [],
      };
    case 'notice':
      return { model: { ...model, notice: message.notice }, effects: [] };
    case 'session':
      return follow({ ...model, session: message.session }, message.event);
  }
};

/** Puts a text on the input line; what is on top follows. */
const write = (model: Model, text: string): Next => {
  const written = { ...model, input: text };
  const after = topOf(written).screen.input?.write(written, text) ?? { model: written, effects: [] };
  return { ...after, model: settleCursor(after.model) };
};

/** What is said of a key that does nothing here and now. */
const idle = ({ session, overlay }: Model): Notice => ({
  text:
    session.examination === null && overlay === null
      ? 'Still scanning. Enter works once that is done.'
      : 'This key does nothing here.',
  tone: 'plain',
});

const pasteIgnored: Notice = { text: 'Pasted text is ignored here. Press one key at a time.', tone: 'warn' };

/** What an event of the walk does to the screen. */
const follow = (model: Model, event: SessionEvent): Next => {
  const none: readonly UiEffect[] = [];
  switch (event.type) {
    case 'examining':
      return { model: { ...model, sinceMs: model.nowMs }, effects: none };
    case 'fixing':
      return {
        model: { ...model, overlay: null, applying: event.fix, scroll: 0, sinceMs: model.nowMs },
        effects: none,
      };
    case 'trying':
      return {
        model: {
          ...openAt(model, 'try'),
          rung: event.rung,
          sinceMs: model.nowMs,
          stepSinceMs: model.nowMs,
          heardMs: model.nowMs,
          held: null,
        },
        effects: none,
      };
    case 'canary': {
      const isStep = event.event.type === 'step-started' || event.event.type === 'step-ended';
      return {
        model: { ...model, heardMs: model.nowMs, ...(isStep ? { stepSinceMs: model.nowMs } : {}) },
        effects: none,
      };
    }
    case 'examined': {
      const cursor = {
        ...model.cursor,
        machine: cursorAt(model, 'machine', machineItems(model)) ?? '',
        ladder: firstRung(model.session, model.kept?.rung) ?? '',
      };
      // A fix looks at the machine again before it is over.
      return {
        model: renewFixes({ ...model, notice: null, sinceMs: isBusy(model) ? model.sinceMs : null, cursor }),
        // Which fixes are for this machine, and can run on it, was not known before.
        effects: model.answer ? [{ type: 'explain-log', log: model.answer.log }] : none,
      };
    }
    case 'tried': {
      // A question about stopping it has answered itself; a log that is being read stays.
      const overlay = model.overlay?.kind === 'confirm' ? null : model.overlay;
      const shown = screenOf(model) === 'try' ? replaceWith(model, 'outcome') : model;
      const { outcome: _, ...cursor } = shown.cursor;
      return { model: { ...shown, overlay, cursor, rung: event.result.rung, sinceMs: null }, effects: none };
    }
    case 'fixed': {
      const { outcome: _, ...cursor } = model.cursor;
      // What the commands of a failed fix printed stays until it is closed.
      const shown = !event.outcome.applied && event.outcome.output !== '' ? model.applying : null;
      const over: Model = { ...model, cursor, overlay: null, applying: shown, scroll: 0, sinceMs: null };
      return {
        model: { ...over, notice: shown ? null : fixNotice(event.outcome) },
        // The reasons may be others now.
        effects: screenOf(model) === 'why' && model.rung ? [{ type: 'explain', rung: model.rung }] : none,
      };
    }
    case 'saved':
      return { model: replaceWith(model, 'done'), effects: none };
    case 'failed': {
      const over: Model = { ...model, overlay: null, applying: null, sinceMs: null };
      // The result of a try has room for all that there is to say.
      if (screenOf(model) === 'try') return { model: replaceWith(over, 'outcome'), effects: none };
      const text = event.message.replaceAll('\n', ' ');
      return { model: { ...over, notice: { text, tone: 'bad' } }, effects: none };
    }
    default:
      return { model, effects: none };
  }
};

const fixNotice = ({ applied, helped, reason }: Extract<SessionEvent, { type: 'fixed' }>['outcome']): Notice => {
  if (!applied) return { text: `Not applied: ${reason}`, tone: 'bad' };
  if (helped === null) return { text: 'Applied; run the build again to see whether it helped.', tone: 'warn' };
  return helped ? { text: `Fixed. ${reason}`, tone: 'good' } : { text: `Not fixed: ${reason}`, tone: 'bad' };
};
