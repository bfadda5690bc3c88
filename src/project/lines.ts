import type { Evidence } from './project.js';

const textLimit = 160;

/** Finds places of a text: gives a function from position to evidence. The lines are counted once. */
export const evidenceIn = (file: string, text: string): ((index: number) => Evidence) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    return {
      file,
      line: low + 1,
      text: text
        .slice(start, starts[low + 1])
        .slice(0, 4 * textLimit)
        .trim()
        .slice(0, textLimit),
    };
  };
};

/** Evidence that a file is there. */
export const evidenceOf = (file: string): Evidence => ({ file, line: null, text: file });

/** Text without comments from `mark` to the end of the line, each position kept, so that line numbers stay true. */
export const blankComments = (text: string, mark: '#' | 'dnl'): string =>
  text.replace(mark === '#' ? /(^|[\s;(])#[^\n]*/g : /(^|\s)dnl\b[^\n]*/g, (comment, before: string) =>
    before.padEnd(comment.length, ' '),
  );

/** A name that is safe in every language that recipes are written in. */
export const isSafeName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/.test(name);

/** The nearest safe name. */
export const safeName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._+-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64) || 'project';

/**
 * The start of a text with the values of its variables in place of their names. Of the values no more is taken than is
 * kept: one of a megabyte, named a thousand times in each line, would take minutes. Pure.
 * @param lookUp value of a variable; undefined: its name stays
 */
export const withValues = (
  text: string,
  variable: RegExp,
  lookUp: (name: string) => string | undefined,
  most: number,
): string => {
  let room = most;
  return text
    .replace(variable, (all, name: string) => {
      const value = (lookUp(name) ?? all).slice(0, room);
      room -= value.length;
      return value;
    })
    .slice(0, most);
};
