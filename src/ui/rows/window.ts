import { type Line, line } from '../../presentation/line.js';

/** Which rows of a list are shown. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** The `height` rows of `count` that keep `cursor` in sight, as near to its middle as the ends allow. */
export const around = (count: number, cursor: number, height: number): Window => {
  const room = Math.max(0, Math.min(height, count));
  const start = Math.max(0, Math.min(cursor - Math.floor(room / 2), count - room));
  return { start, end: start + room };
};

/** The `height` rows of `count` from `offset` on; an offset past the end shows the end. */
export const from = (count: number, offset: number, height: number): Window => {
  const room = Math.max(0, Math.min(height, count));
  const start = Math.max(0, Math.min(offset, count - room));
  return { start, end: start + room };
};

/** The rows of a window, with a note in the last row where something is hidden. */
export const visible = (rows: readonly Line[], { start, end }: Window): readonly Line[] => {
  const shown = rows.slice(start, end);
  const above = start;
  const below = rows.length - end;
  if (above + below === 0 || shown.length < 2) return shown;
  return below > 0
    ? [...shown.slice(0, -1), hiddenNote(above, below + 1)]
    : [hiddenNote(above + 1, 0), ...shown.slice(1)];
};

/** A row that says how many rows are hidden. */
export const hiddenNote = (above: number, below: number): Line => {
  const parts = [above > 0 ? `↑ ${above}` : '', below > 0 ? `↓ ${below}` : ''].filter(Boolean);
  return line(`  ${parts.join('  ')} more`, 'quiet');
};
