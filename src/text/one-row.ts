import { sanitize } from './sanitize.js';

/** Text as one harmless row: as `sanitizeLine`, but blanks stay, since they align, and tabs become blanks up to the next stop. */
export const oneRow = (text: string, limit = 4096): string => {
  const safe = sanitize(text.slice(0, limit * 2)).replaceAll('\n', ' ');
  const row = safe.includes('\t') ? expandTabs(safe) : safe;
  return row.length > limit ? `${row.slice(0, limit - 1)}…` : row;
};

const expandTabs = (text: string): string =>
  text
    .split('\t')
    .reduce(
      (row, piece, index) => (index === 0 ? piece : row + ' '.repeat(tabStop - (row.length % tabStop)) + piece),
      '',
    );
const tabStop = 8;
