/**
 * Turns frames into the least that must be written: each row has its place on the screen, only
 * rows that changed are written, and nothing ever scrolls. Pure.
 * Source of the sequences: ECMA-48 (CUP, EL, ED); xterm control sequences (DECSET 7, 25, 1049, 2004, 2026).
 */

const csi = '\x1b[';

/** The alternate screen, no cursor, no wrapping of long rows; pasted text comes in brackets. */
export const enterScreen = `${csi}?1049h${csi}?25l${csi}?7l${csi}?2004h${csi}H${csi}2J`;
/** Everything as it was before `enterScreen`. */
export const leaveScreen = `${csi}0m${csi}?2004l${csi}?7h${csi}?25h${csi}?1049l`;
export const clearScreen = `${csi}0m${csi}H${csi}2J`;

/** What turns the rows on the screen into the rows wanted; empty when they are the same. */
export const paint = (before: readonly string[], after: readonly string[]): string => {
  let output = '';
  const rows = Math.max(before.length, after.length);
  for (let row = 0; row < rows; row += 1) {
    const text = after[row] ?? '';
    // Erased first: after a row that fills the last column, the cursor still stands on it.
    if (text !== (before[row] ?? '')) output += `${csi}${row + 1};1H${csi}K${text}${csi}0m`;
  }
  // Terminals that know mode 2026 show the frame at once; others ignore it.
  return output === '' ? '' : `${csi}?2026h${output}${csi}?2026l`;
};
