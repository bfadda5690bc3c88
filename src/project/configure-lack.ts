import { normalLine } from '../explain/normal-line.js';
import { type Package, packageById, packageFor } from './packages.js';

/** A line of a log that says which library a configure script missed. */
export interface ConfigureLack {
  readonly library: Package;
  /** How many lines it stands above the one at which the script gave up. */
  readonly above: number;
  readonly text: string;
}

/** A check that failed stands right above the end; warnings may fill some lines between. */
const linesAbove = 6;

/** The end of a configure script that misses something, whatever it calls it: "Missing libraries; unable to proceed." */
const givesUp =
  /^configure: error: (?!.*\bcompiler\b).*\b(?:missing|not (?:be )?(?:found|link\w*|locate\w*|installed|available)|could ?n[o']t|cannot|can't|unable|requires?|required|needs?|needed|install)\b/i;
/** "checking for xml2-config... no", "configure: WARNING: Could not find a linkable libevent." */
const denies = /\.{3} ?(?:\(cached\) )?(?:no|not found|missing)$|\bWARNING: .*\b(?:not|cannot|unable|missing|no)\b/i;

/**
 * The library that a configure script missed, where its last words do not name it and the lines above them do.
 * Pure. @param tail the end of a log
 */
export const configureLack = (tail: string): ConfigureLack | null => {
  const lines = tail.split('\n').map((line) => normalLine(line.slice(0, 1000)));
  const end = lines.findLastIndex((line) => givesUp.test(line));
  for (let above = 0; end >= above && above <= linesAbove; above += 1) {
    const text = lines[end - above] as string;
    if (above > 0 && !denies.test(text)) continue;
    const library = libraryNamed(text);
    if (library !== null) return { library, above, text };
  }
  return null;
};

/** Words that only a library has: the program that tells its flags, a header, a word for the linker, a name with lib. */
const libraryNamed = (text: string): Package | null => {
  const named = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);
  return (
    [
      ...named(/(?<![\w./+-])([a-z][\w.+]{0,30})-config(?![\w-])/g).map(
        (name) => packageFor({ how: 'flag', name }) ?? packageFor({ how: 'pkg-config', name }) ?? packageById(name),
      ),
      ...named(/(?<![\w+-])([\w.+-]{1,40}(?:\/[\w.+-]{1,40}){0,4}\.h(?:pp)?)(?!\w)/g).map((name) =>
        packageFor({ how: 'header', name }),
      ),
      ...named(/(?<![\w-])-l([\w+-]{1,40}(?:\.[\w+-]{1,10})?)/g).map((name) => packageFor({ how: 'flag', name })),
      ...named(/(?<![\w./+-])lib([a-z][\w+-]{0,30})(?!\w)/g).map(
        (name) =>
          packageFor({ how: 'pkg-config', name: `lib${name}` }) ??
          packageById(`lib${name}`) ??
          packageById(name) ??
          packageFor({ how: 'flag', name }),
      ),
    ].find((entry) => entry !== null) ?? null
  );
};
