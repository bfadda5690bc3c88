import type { LogRequest } from '../../build/log/log-page.js';
import type { Diagnosis } from '../../explain/diagnosis.js';
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

/** Opens the log at its end; where it shows a cause, with the line of that in the middle. */
export const openLog = (model: Model, path: string, cause?: Pick<Diagnosis, 'line' | 'excerpt'>): Next => {
  const overlay = {
    kind: 'log',
    path,
    page: null,
    filter: '',
    shift: 0,
    ...(cause && { cause: cause.excerpt }),
  } as const;
  const above = Math.floor(logRows(model) / 2);
  const read = cause ? readLog(model, overlay, 0, Math.max(0, cause.line - 1 - above)) : readLog(model, overlay, 'end');
  return next({ ...model, overlay }, read);
};

/** Shows only the lines of the log that contain a text, from its end; all where it is empty. */
export const filterLog = (model: Model, filter: string): Next => {
  if (model.overlay?.kind !== 'log') return next(model);
  const overlay = { ...model.overlay, filter, page: null };
  return next({ ...model, overlay }, readLog(model, overlay, 'end'));
};
