import { oneRow } from '../../presentation/line.js';
import type { LogRequest } from '../log-file.js';
import type { Intent } from './keymap.js';
import { layoutOf } from './layout.js';
import type { Effect, Next } from './message.js';
import type { Model, Overlay } from './model.js';

type Log = Extract<Overlay, { kind: 'log' }>;

/** Rows of the log on show: the body without the row of path and filter. */
export const logRows = (model: Model): number => Math.max(1, (layoutOf(model.size)?.body ?? 2) - 1);

/** Reads the page of the log that is `by` lines from `at`. */
export const readLog = (model: Model, log: Log, at: LogRequest['at'], by = 0): Effect => ({
  type: 'read-log',
  request: { path: log.path, at, by, rows: logRows(model), filter: log.filter },
});

/** Carries out an intent in the log: it is read page by page, so each movement asks for the next page. */
export const actLog = (model: Model, log: Log, intent: Intent): Next => {
  const show = (overlay: Overlay | null): Next => ({ model: { ...model, overlay }, effects: [] });
  const read = (at: LogRequest['at'], by = 0): Next => ({ model, effects: [readLog(model, log, at, by)] });
  const start = log.page?.start ?? 0;
  const page = Math.max(1, logRows(model) - 1);
  switch (intent) {
    case 'back':
      return show(null);
    case 'filter':
      return show({ ...log, typing: true });
    case 'copy':
      return { model, effects: [{ type: 'copy', text: log.path }] };
    case 'top':
      return read(0);
    case 'bottom':
      return read('end');
    case 'up':
      return read(start, -1);
    case 'down':
      return read(start, 1);
    case 'page-up':
      return read(start, -page);
    case 'page-down':
      return read(start, page);
    case 'left':
      return show({ ...log, shift: Math.max(0, log.shift - sideways) });
    case 'right':
      return show({ ...log, shift: log.shift + sideways });
    default:
      return show(log);
  }
};

/** Columns that one step to the side moves. */
const sideways = 20;

/** Text that was pasted while the filter is being written. */
export const pasted = (model: Model, log: Log, text: string): Model => ({
  ...model,
  overlay: { ...log, filter: (log.filter + oneRow(text.replace(/[\r\n]+/g, ' ')).trimEnd()).slice(0, filterLimit) },
});
const filterLimit = 200;

/** A key while the filter is being written. */
export const typed = (model: Model, log: Log, key: string): Next => {
  const write = (filter: string): Next => ({ model: { ...model, overlay: { ...log, filter } }, effects: [] });
  const apply = (filter: string): Next => {
    const overlay = { ...log, filter, typing: false, page: null };
    return { model: { ...model, overlay }, effects: [readLog(model, overlay, 'end')] };
  };
  if (key === 'ctrl-c') return { model: { ...model, leaving: true }, effects: [{ type: 'leave', interrupted: true }] };
  if (key === 'enter') return apply(log.filter);
  if (key === 'escape') return apply('');
  if (key === 'backspace') return write([...log.filter].slice(0, -1).join(''));
  if (key === 'space') return write(`${log.filter} `);
  return [...key].length === 1 ? write(log.filter + key) : { model, effects: [] };
};
