import { structuredPatch } from 'diff';
import type { PlannedFile } from '../../engine/save-plan.js';
import { blank, column, hanging, type Line, line, span } from '../../presentation/line.js';

/** What Save will write: all files by name, then each: a new one as it will be, one that exists as the lines that change. */
export const saveLines = (files: readonly PlannedFile[], width: number): Line[] => [
  ...(files.length > 1 ? [...files.flatMap((file) => headOf(file, width)), blank] : []),
  ...files.flatMap((file) => [...headOf(file, width), ...bodyOf(file), blank]),
];

const headOf = (file: PlannedFile, width: number): Line[] =>
  hanging([span(column(kindOf(file), 8), 'strong')], file.path, width);

const kindOf = ({ before, after }: PlannedFile): string =>
  before === null ? 'new' : before === after ? 'same' : 'change';

const bodyOf = ({ path, before, after }: PlannedFile): Line[] => {
  if (before === after) return [line('  nothing changes', 'quiet')];
  if (before === null)
    return after
      .trimEnd()
      .split('\n')
      .map((text) => [span('  + ', 'good'), span(text)]);
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 2 });
  return hunks.flatMap((hunk) => [
    line(`  @ line ${hunk.newStart}`, 'quiet'),
    ...hunk.lines
      .filter((text) => !text.startsWith('\\'))
      .map((text): Line => [span(`  ${text[0]} `, toneOf(text)), span(text.slice(1), toneOf(text))]),
  ]);
};

const toneOf = (text: string) => (text.startsWith('+') ? 'good' : text.startsWith('-') ? 'bad' : 'quiet');
