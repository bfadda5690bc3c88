import sliceAnsi from 'slice-ansi';
import { type Line, line, span } from '../../presentation/line.js';
import { formatBytes } from '../../text/format.js';
import { Rows } from '../components/rows.js';
import { logRows } from '../model/act-log.js';
import { layoutOf } from '../model/layout.js';
import type { Model, Overlay } from '../model/model.js';

/** The log on disk, one page of it. */
export const Log = ({ model, log }: { readonly model: Model; readonly log: Extract<Overlay, { kind: 'log' }> }) => {
  const layout = layoutOf(model.size);
  if (!layout) return null;
  const { page } = log;
  const body: Line[] =
    page === null
      ? [line('Reading…', 'quiet')]
      : page.error !== null
        ? [line(`The log cannot be read: ${page.error}`, 'bad')]
        : page.lines.length === 0
          ? [line(log.filter ? `No line holds “${log.filter}”.` : 'The log is empty.', 'quiet')]
          : page.lines.map((text) => line(log.shift > 0 ? sliceAnsi(text, log.shift) : text));
  return <Rows lines={[titleOf(log), ...body]} height={logRows(model) + 1} />;
};

const titleOf = ({ filter, typing, page, path, shift }: Extract<Overlay, { kind: 'log' }>): Line => {
  if (typing) return [span('Lines that hold: ', 'strong'), span(filter), span('█')];
  const column = shift > 0 ? `from column ${shift + 1}  ` : '';
  const place =
    page && page.size > 0 ? `${Math.round((100 * page.end) / page.size)} % of ${formatBytes(page.size)}` : '';
  return [span(filter ? `/${filter}  ` : '', 'strong'), span(`${place}  ${column}`, 'quiet'), span(path, 'quiet')];
};
