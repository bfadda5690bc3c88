import { whyOfMusl } from '../artifact/glibc-differences.js';
import { type MuslHint, muslHints } from '../artifact/musl-hints.js';

const textOf = (id: MuslHint): string => {
  const { difference, advice } = muslHints[id];
  return difference === null ? advice : `${whyOfMusl(difference)}. ${advice}`;
};

/** Hints for who ships a program, as a line each, under a head; nothing where there are none. Pure. */
export const hintLines = (hints: readonly MuslHint[]): string[] =>
  hints.length === 0
    ? []
    : [
        'What is different with musl, of what this program uses (said once; docs/musl.md):',
        ...hints.map((id) => `  ${muslHints[id].title}: ${textOf(id)}`),
      ];

/** The same for documents. Pure. */
export const hintsDocument = (hints: readonly MuslHint[]) =>
  hints.map((id) => ({ id, title: muslHints[id].title, text: textOf(id) }));
