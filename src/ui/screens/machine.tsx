import { atMost, line, paragraph } from '../../presentation/line.js';
import { Rows } from '../components/rows.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { machineLines, machineRows } from '../rows/machine-rows.js';
import { around, from, visible } from '../rows/window.js';

/** The machine, as it is read: problems first, each row opens to its evidence. */
export const Machine = ({ model }: { readonly model: Model }) => {
  const layout = layoutOf(model.size);
  if (!layout) return null;
  const { examination } = model.walk;
  const summary = examination
    ? atMost(paragraph(examination.recommendation.reason, layout.width, 'strong'), 3, layout.width)
    : [line('Nothing is changed by looking.', 'quiet')];
  const height = layout.body - summary.length - 1;
  const rows = machineRows(model.walk, layout.width - 2);
  const cursor = cursorAt(model, 'machine') ?? '';
  const { lines, at } = machineLines(rows, cursor, model.opened, model.spoken ? 'selected: ' : '❯ ');
  // A row that was opened moves up, so that what it opened to is in sight.
  const window = model.opened.includes(cursor) ? from(lines.length, at - 1, height) : around(lines.length, at, height);
  return <Rows lines={[...summary, [], ...visible(lines, window)]} height={layout.body} />;
};
