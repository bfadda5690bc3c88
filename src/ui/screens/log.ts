import sliceAnsi from 'slice-ansi';
import type { LogRequest } from '../../build/log/log-page.js';
import { type Line, line, span } from '../../presentation/line.js';
import { formatBytes } from '../../text/format.js';
import { asSeen } from '../../text/shown-command.js';
import { bind, copy, filter, type Intent, movement } from '../model/binding.js';
import { filterLog, type Log, logRows, readLog } from '../model/log.js';
import type { Next } from '../model/message.js';
import type { Model, Overlay } from '../model/model.js';
import { next } from '../model/next.js';
import type { Screen } from './screen.js';

/** The log on disk, one page of it: it is read page by page, so each movement asks for the next page. */
export const logScreen: Screen = {
  title: () => 'Log',
  keys: () => [
    bind('escape q l', 'Esc', 'close', 'Close the log', 'back'),
    filter,
    ...movement,
    copy('the path of the log'),
    bind('e', 'e', 'pager', 'Open the log in $PAGER, or in less', 'pager'),
    bind('right', '→', 'right', 'Scroll right, for long lines', 'right'),
    bind('left', '←', 'left', 'Scroll left', 'left'),
  ],
  act: (model, intent) => {
    const shown = logIn(model);
    return shown && actLog(model, shown, intent);
  },
  // The file is searched once the text is whole.
  input: { label: () => 'Filter', write: (model) => next(model), close: filterLog },
  rows: (model) => {
    const shown = logIn(model);
    return shown ? [{ kind: 'lines', lines: logLines(shown), height: logRows(model) + 1 }] : [];
  },
};

const logIn = ({ overlay }: Model): Log | null => (overlay?.kind === 'log' ? overlay : null);

/** Columns that one step to the side moves. */
const sideways = 20;

const actLog = (model: Model, shown: Log, intent: Intent): Next | null => {
  const show = (overlay: Overlay | null): Next => next({ ...model, overlay });
  const read = (at: LogRequest['at'], by = 0): Next => next(model, readLog(model, shown, at, by));
  const start = shown.page?.start ?? 0;
  const page = Math.max(1, logRows(model) - 1);
  switch (intent) {
    case 'back':
      return show(null);
    case 'pager':
      return next(model, { type: 'page-log', path: shown.path });
    case 'copy':
      return next(model, { type: 'copy', text: asSeen(shown.path) });
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
      return show({ ...shown, shift: Math.max(0, shown.shift - sideways) });
    case 'right':
      return show({ ...shown, shift: shown.shift + sideways });
    default:
      return null;
  }
};

const logLines = (shown: Log): readonly Line[] => {
  const { page, filter, shift, cause } = shown;
  const title = titleOf(shown);
  if (page === null) return [title, line('Reading...', 'quiet')];
  if (page.error !== null) return [title, line(`The log cannot be read: ${page.error}`, 'bad')];
  if (page.lines.length === 0)
    return [title, line(filter ? `No line contains “${filter}”.` : 'The log is empty.', 'quiet')];
  return [
    title,
    ...page.lines.map((text) => {
      const inSight = shift > 0 ? sliceAnsi(text, shift) : text;
      if (cause === undefined) return line(inSight);
      const isCause = text.includes(cause);
      return [span(isCause ? '> ' : '  ', 'bad'), span(inSight, isCause ? 'strong' : 'plain')];
    }),
  ];
};

const titleOf = ({ filter, page, path, shift }: Log): Line => {
  const column = shift > 0 ? `from column ${shift + 1}  ` : '';
  const place =
    page && page.size > 0 ? `${Math.round((100 * page.end) / page.size)} % of ${formatBytes(page.size)}` : '';
  return [span(filter ? `/${filter}  ` : '', 'strong'), span(`${place}  ${column}`, 'quiet'), span(path, 'quiet')];
};
