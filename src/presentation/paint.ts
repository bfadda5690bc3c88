import pc from 'picocolors';
import type { Line, Tone } from './span.js';

/** Writes spans as text for a terminal, in the colours of the wizard. */
export type Paint = (line: Line) => string;

/** @param color whether the terminal takes colour; without it marks and words carry the meaning alone */
export const painter = (color: boolean): Paint => {
  const { bold, dim, green, magenta, red } = pc.createColors(color);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: bold,
    quiet: dim,
    good: green,
    warn: magenta,
    bad: red,
  };
  return (line) => line.map(({ text, tone }) => (text === '' ? '' : tones[tone](text))).join('');
};
