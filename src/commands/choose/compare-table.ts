import stringWidth from 'string-width';
import type { ComparedBuild } from '../../build/project/compare-builds.js';
import type { CanaryResult } from '../../build/result.js';
import { Page } from '../../console/page.js';
import { formatBytes } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { commandLines } from '../../text/shown-command.js';

const unknown = '–';

const bytes = (value: number | null | undefined): string => (value == null ? unknown : formatBytes(value));
const ms = (value: number | null | undefined): string => (value == null ? unknown : `${value} ms`);

const heads = ['rung', 'size', 'with UPX', 'libc', 'start', 'with UPX', 'needs at run time'];
/** The last column is wrapped, but not into less than this. */
const leastLast = 19;

/** A program that a rung made. */
type Made = Pick<CanaryResult, 'rung' | 'artifact' | 'packed'>;

/** The size of a program; `stripped`: without symbols and debug info, which some toolchains leave in and others take out. */
const sizeOf = ({ artifact, packed }: Made, stripped: boolean): number | null =>
  (stripped ? packed?.bytesStripped : artifact?.sizeBytes) ?? null;

const canBeStripped = ({ packed }: Made): boolean => packed?.bytesStripped != null;

const rowOf = (made: Made, stripped: boolean): string[] => {
  const { rung, artifact, packed } = made;
  const needs = artifact?.runtimeNeeds.map(({ what }) => what).join('; ') ?? '';
  return [
    rung,
    bytes(sizeOf(made, stripped)),
    bytes(packed?.bytesAfter),
    artifact?.libc ?? unknown,
    ms(packed?.startMsBefore),
    ms(packed?.startMsAfter),
    sanitizeLine(needs, 200) || 'nothing',
  ];
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** Adds what the rungs made of one program, the smallest first: side by side, or below each other where that is too wide. */
const addProgram = (page: Page, made: readonly Made[]): void => {
  // One measure for all.
  const stripped = made.every(canBeStripped);
  const size = (each: Made): number => sizeOf(each, stripped) ?? Number.MAX_VALUE;
  const rows = made.toSorted((a, b) => size(a) - size(b)).map((each) => rowOf(each, stripped));
  const widths = heads.map((head, column) =>
    Math.max(...[head, ...rows.map((row) => row[column] ?? '')].map((text) => stringWidth(text))),
  );
  const first = widths.slice(0, -1);
  const fits = first.reduce((sum, width) => sum + width + 2, 0) + leastLast <= page.width;
  if (fits) {
    for (const row of [heads, ...rows])
      page.add(first.map((width, at) => pad(row[at] ?? '', width + 2)).join(''), row.at(-1));
    return;
  }
  for (const [rung = '', ...cells] of rows) {
    page.add(rung);
    for (const [at, cell] of cells.entries()) page.add(`  ${pad(heads[at + 1] ?? '', 19)}`, cell);
  }
};

const strippedNote = 'size: of stripped copies, since some toolchains leave symbols and debug info in.';

/** Adds why the others made nothing. */
const addFailures = (page: Page, failed: readonly ComparedBuild[]): void => {
  for (const { rung, outcome, reason, diagnoses, logFile } of failed) {
    page.add(`${pad(rung, 13)} `, `${outcome}: ${sanitizeLine(reason, 200)}`);
    const [root] = diagnoses.filter((each) => each.root);
    if (root) page.add('  cause: ', sanitizeLine(root.title, 200));
    // Commands stay on one line, to be pasted.
    for (const command of root?.fixes[0]?.commands ?? [])
      for (const each of commandLines(command)) page.command('  fix:   ', each);
    if (logFile !== null) page.add(`  log:   ${sanitizeLine(logFile, 1000)}`);
  }
};

/**
 * What the small program came out as by each rung that passed, side by side, the smallest first. Figures are those
 * that were measured here; what was not measured is a dash. Pure.
 * @param width columns; Infinity where the width is unknown
 */
export const compareCanaries = (results: readonly CanaryResult[], width: number): string => {
  const page = new Page(width);
  page.add('', 'A small test program (not your project), built with every usable rung:');
  page.blank();
  const passed = results.filter(({ outcome, artifact }) => outcome === 'passed' && artifact);
  if (passed.length > 0) addProgram(page, passed);
  if (passed.some(canBeStripped) && passed.every(canBeStripped)) {
    page.blank();
    page.add('', strippedNote);
  }
  return page.text;
};

/** The same for the programs of a project, one after the other, and of each rung that made none why not. Pure. */
export const compareProject = (name: string, builds: readonly ComparedBuild[], width: number): string => {
  const page = new Page(width);
  page.add('', `This project, ${sanitizeLine(name)}, built with every rung that passed with the small program:`);
  const made = builds.flatMap(({ rung, programs }) => programs.map((program) => ({ ...program, rung })));
  for (const program of [...new Set(made.map((each) => each.name))].sort()) {
    page.blank();
    page.add(sanitizeLine(program));
    addProgram(
      page,
      made.filter((each) => each.name === program),
    );
  }
  page.blank();
  if (made.some(canBeStripped))
    page.add(
      '',
      made.every(canBeStripped) ? strippedNote : `${strippedNote} Where one could not be stripped, as built.`,
    );
  if (made.some(({ packed }) => packed?.startMsBefore != null))
    page.add('', 'start: the median of five runs with --version.');
  for (const { rung, leftOut } of builds.filter((each) => each.leftOut.length > 0)) {
    const libraries = leftOut.map(({ library }) => sanitizeLine(library)).join(', ');
    page.add(`${pad(rung, 13)} `, `built without ${libraries}, which the project can use`);
  }
  addFailures(
    page,
    builds.filter(({ outcome }) => outcome !== 'passed'),
  );
  return page.text;
};
