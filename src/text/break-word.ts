import stringWidth from 'string-width';

/**
 * A text as rows of at most `width` columns that joined give the text again: broken after a blank, else after a slash, else
 * anywhere, so that options and names of files stay whole where they can. Pure.
 */
export const breakRows = (text: string, width: number): string[] => {
  const rows: string[] = [];
  let rest = text;
  while (stringWidth(rest) > width) {
    const fits = longestStart(rest, width);
    // Of several blanks, those at the end of a row could not be counted.
    const blank = fits.search(/(?<! ) (?=[^ ]*$)/) + 1;
    const slash = fits.lastIndexOf('/') + 1;
    const end = blank > 1 && rest[blank] !== ' ' ? blank : slash > 1 ? slash : fits.length;
    rows.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...rows, rest];
};

/** A text whose words longer than a row are broken where they have a joint, so that wrapping breaks none elsewhere. Pure. */
export const breakLongWords = (text: string, width: number): string =>
  text.replace(/[^ ]+/g, (word) => (word.length > width ? breakRows(word, width).join('\n') : word));

/** The beginning of a text that takes at most `width` columns, and one character at least. */
const longestStart = (text: string, width: number): string => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.slice(0, Math.max(1, width));
  let kept = '';
  let columns = 0;
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) {
    columns += stringWidth(segment);
    if (columns > width && kept !== '') break;
    kept += segment;
  }
  return kept;
};

// Made when it is first needed: it takes milliseconds, and most text is ASCII.
let segmenter: Intl.Segmenter | null = null;
