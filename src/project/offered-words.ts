import type { Fix } from '../diagnosis/finding.js';
import type { Diagnosis } from '../explain/diagnosis.js';
import type { RungOptions } from '../rungs/options.js';
import { type RungId, rungs } from '../rungs/registry.js';
import { shellQuote } from '../text/shell-quote.js';
import { makeFix } from './obtain-library.js';
import type { Build, BuildSystem } from './project.js';

/** Lines at the end of a log in which a failed step may name words for itself. */
const lastLines = 30;
const maxWords = 4;

const patterns: Partial<Record<BuildSystem, RegExp>> = {
  autotools: /(?<![\w-])--(?:without|disable)-[a-z0-9][\w-]{0,40}/g,
  cmake: /(?<!\S)-D[A-Za-z]\w{0,60}=(?:OFF|NO|FALSE|0|ON)\b/g,
  meson: /(?<!\S)-D[a-z][\w-]{0,60}=(?:disabled|false)\b/g,
  make: /(?<=\bmake (?:[A-Z]\w{1,30}=[\w./+-]{1,40} ){0,3})[A-Z]\w{1,30}=[\w./+-]{1,40}(?=\s|['"`.,;)]|$)/g,
};

/** Goals by which makefiles name a system like this one, where their first goal only lists them: `make linux`. */
const platforms = /(?<=\bmake )(?:linux|posix|unix|generic)\b/g;

/** A line that says what to do, not one of a command or a list of choices. */
const advises =
  /\b(?:specify|use|try|pass|give|add|set|disable|with|run|install|require\w*|want\w*|need\w*)\b|^\s*make [A-Z]|error/i;

/**
 * The words that a failed build itself asks for at the end of its log, as `--without-x`, `-DX=OFF` or `TARGET=linux`.
 * Pure.
 * @param tail the end of the log
 */
export const offeredWords = (tail: string, system: BuildSystem): string[] => {
  const pattern = patterns[system];
  if (pattern === undefined) return [];
  const lines = tail.trimEnd().split('\n').slice(-lastLines);
  // Its own command stands in the log, too.
  const advice = lines.filter((line) => !line.startsWith('$ ') && line.length < 1000 && advises.test(line));
  const named = advice.flatMap((line) => line.match(pattern) ?? []);
  const goals =
    system === 'make' ? lines.flatMap((line) => (line.startsWith('$ ') ? [] : (line.match(platforms) ?? []))) : [];
  return [...new Set(named.length > 0 ? named : goals)].slice(0, maxWords);
};

/** Root causes with the words that the build asks for as their first fix. Pure. */
export const withOfferedWords = (
  diagnoses: readonly Diagnosis[],
  args: readonly string[],
  rung: RungId,
): readonly Diagnosis[] => {
  const fixes = args.map(
    (word): Fix =>
      makeFix(
        `The build log suggests this option: build with ${word}.`,
        [`musl-wizard build --rung ${rung} -- ${shellQuote([word])}`],
        false,
      ),
  );
  return diagnoses.map((each) => (each.root ? { ...each, fixes: [...fixes, ...each.fixes] } : each));
};

/** Programs that make documentation and nothing else. */
const docTool =
  /(?<![\w.-])(?:xsltproc|xmlto|asciidoc(?:tor)?|a2x|docbook\w{1,20}|doxygen|gtkdoc-\w{1,20}|help2man|makeinfo|mandoc|pandoc|pod2(?:man|html)|ronn|rst2man(?:\.py)?|scdoc|sphinx-build|texi2(?:any|dvi|pdf)|txt2man)(?![\w.-])/;

/** Root causes with, as their first fix, a build without the documentation where only a program for that is missing. Pure. */
export const withoutDocumentation = (
  diagnoses: readonly Diagnosis[],
  build: Build,
  rung: RungId,
): readonly Diagnosis[] => {
  const words = build.system === 'autotools' ? (build.withoutDocs ?? []) : [];
  if (words.length === 0) return diagnoses;
  return diagnoses.map((each) => {
    const tool = each.root && each.cause === 'program-missing' ? docTool.exec(each.excerpt)?.[0] : undefined;
    if (tool === undefined) return each;
    const command = `musl-wizard build --rung ${rung} -- ${shellQuote(words)}`;
    return {
      ...each,
      fixes: [makeFix(`Build without the documentation, which needs ${tool}.`, [command], false), ...each.fixes],
    };
  });
};

/** Root causes with the option that one more try would take as their first fix, where it was not taken yet. Pure. */
export const withOfferedOption = (
  diagnoses: readonly Diagnosis[],
  rung: RungId,
  options: RungOptions,
): readonly Diagnosis[] =>
  diagnoses.map((each) => {
    const retry = rungs[rung].retries.find(({ causes }) => each.root && causes.includes(each.cause));
    if (retry?.words === undefined || JSON.stringify(retry.change(options)) === JSON.stringify(options)) return each;
    const fix = makeFix(
      `Build ${retry.name}, and save that with the setup.`,
      [`musl-wizard ${shellQuote(['choose', '--rung', rung, ...retry.words, '--yes'])}`],
      false,
    );
    return { ...each, fixes: [fix, ...each.fixes] };
  });
