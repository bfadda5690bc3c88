import type { Tone } from '../../presentation/line.js';
import type { TextProps } from '../ink.js';

/** How a tone looks. */
export type Theme = (tone: Tone) => Pick<TextProps, 'color' | 'bold' | 'dimColor'>;

// Only colours that can be read on black and on white: no yellow, no cyan, no blue. Text that must
// be read keeps the terminal's own colour.
const coloured: Theme = (tone) =>
  ({
    plain: {},
    strong: { bold: true },
    quiet: { dimColor: true },
    good: { color: 'green', bold: true },
    warn: { color: 'magenta', bold: true },
    bad: { color: 'red', bold: true },
  })[tone];

const monochrome: Theme = (tone) => (tone === 'strong' ? { bold: true } : {});

/** The theme for a terminal. Without colour, symbols and words carry the meaning alone. */
export const themeFor = (color: boolean): Theme => (color ? coloured : monochrome);
