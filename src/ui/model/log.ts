import { oneRow } from '../../presentation/line.js';
import type { LogRequest } from '../log-file.js';
import { layoutOf } from './layout.js';
import type { Next, UiEffect } from './message.js';
import type { Model, Overlay } from './model.js';
import { next } from './next.js';

export type Log = Extract<Overlay, { kind: 'log' }>;

/** Rows of the log shown: the body without the row of path and filter. */
export const logRows = (model: Model): number => Math.max(1, (layoutOf(model.size)?.body ?? 2) - 1);

/** Reads the page of the log that is `by` lines from `at`. */
export const readLog = (model: Model, log: Log, at: LogRequest['at'], by = 0): UiEffect => ({
  type: 'read-log',
  request: { path: log.path, at, by, rows: logRows(model), filter: log.filter },
});

/** Opens the log at its end. */
export const openLog = (model: Model, path: string): Next => {
  const overlay = { kind: 'log', path, page: null, filter: '', typing: false, shift: 0 } as const;
  return next({ ...model, overlay }, readLog(model, overlay, 'end'));
};

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
