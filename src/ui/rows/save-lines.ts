import { structuredPatch } from 'diff';
import { nameOf } from '../../engine/describe-change.js';
import type { PlannedFile } from '../../engine/save-plan.js';
import { blank, column, hanging, type Line, line, span } from '../../presentation/line.js';
import type { SavedSetup } from '../../project/setup.js';

/**
 * What Save will write: all files by name, then each: the setup in words, a new file as it will be, one that exists as the
 * lines that change.
 * @param exact the setup, too, as it is written
 */
export const saveLines = (files: readonly PlannedFile[], width: number, exact = false): Line[] => [
  ...(files.length > 1 ? [...files.flatMap((file) => headOf(file, width)), blank] : []),
  ...files.flatMap((file) => [
    ...headOf(file, width),
    ...(file.kind === 'setup' && !exact ? setupLines(file, width) : bodyOf(file)),
    blank,
  ]),
];

const headOf = (file: PlannedFile, width: number): Line[] =>
  hanging([span(column(kindOf(file), 8), 'strong')], file.path, width);

const kindOf = ({ before, after }: PlannedFile): string =>
  before === null ? 'new' : before === after ? 'same' : 'change';

/** What a setup keeps, in words. */
const setupLines = (file: PlannedFile, width: number): Line[] => {
  const setup = parsed(file.after);
  if (setup === null) return bodyOf(file);
  const { rung, upx, options = {}, provedAt, basis = {} } = setup;
  const field = (label: string, text: string) => hanging([span(`  ${column(label, 10)}`, 'quiet')], text, width);
  const given = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    ...(rung ? field('builds by', [rung, ...(upx ? ['packed with UPX'] : []), ...given].join(', ')) : []),
    ...(provedAt ? field('proven', `${provedAt.slice(0, 16).replace('T', ' ')} UTC`) : []),
    ...(Object.keys(basis).length > 0 ? field('rests on', Object.keys(basis).map(nameOf).join(', ')) : []),
  ];
};

const parsed = (text: string): Partial<SavedSetup> | null => {
  try {
    return JSON.parse(text) as Partial<SavedSetup>;
  } catch {
    return null;
  }
};

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
