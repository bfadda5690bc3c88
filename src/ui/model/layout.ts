import type { Size } from './model.js';

/** Smallest terminal in which the wizard is drawn; below it there is one line that says so. */
export const smallest: Size = { columns: 30, rows: 10 };

/** How the rows of the terminal are shared out. */
export interface Layout {
  /** Columns that text may take. */
  readonly width: number;
  /** Blank columns at the left. */
  readonly margin: number;
  /** Rows of the whole frame: one less than the terminal has, since a frame as tall as it would scroll it. */
  readonly height: number;
  /** Rows between header and footer. */
  readonly body: number;
  /** Whether a blank row parts header, body and footer. */
  readonly airy: boolean;
}

/** Rows of the footer: what happened last, and the keys. */
export const footerRows = 2;

/** Shares out the rows of a terminal. Null when it is too small to be useful. */
export const layoutOf = ({ columns, rows }: Size): Layout | null => {
  if (columns < smallest.columns || rows < smallest.rows) return null;
  const airy = rows >= 20;
  const margin = columns >= 60 ? 1 : 0;
  const height = rows - 1;
  return { width: columns - 2 * margin, margin, height, airy, body: height - 1 - footerRows - (airy ? 2 : 1) };
};

/** A part of the body that needs rows. */
export interface RowRequest {
  /** Rows without which the part is left out. */
  readonly least: number;
  /** Rows that it can fill. */
  readonly most: number;
}

/**
 * Shares `rows` among parts: each gets its least, earlier parts first, then what is left, earlier
 * parts first again. The sum is never more than `rows`.
 */
export const shareRows = (rows: number, requests: readonly RowRequest[]): number[] => {
  let left = Math.max(0, rows);
  const given = requests.map(({ least }) => {
    const share = least <= left ? least : 0;
    left -= share;
    return share;
  });
  for (let part = 0; part < requests.length; part += 1) {
    const { least, most } = requests[part] as RowRequest;
    const has = given[part] as number;
    if (has < least) continue;
    const more = Math.max(0, Math.min(most - has, left));
    given[part] = has + more;
    left -= more;
  }
  return given;
};
