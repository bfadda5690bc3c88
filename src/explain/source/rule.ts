/** What a rule saw in a build file. */
export interface SourceNote {
  /** Id of the cause of which this file is the reason. */
  readonly cause: string;
  /** 1-based. */
  readonly line: number;
  /** What is wrong in this file, and what to write instead. */
  readonly what: string;
  readonly confidence: number;
}

/** Reads the lines of a file, comments blanked out, and reports what is wrong. */
export type SourceRule = (lines: readonly string[]) => readonly SourceNote[];

/** 1-based number of the first line that matches; null when none does. */
export const lineOf = (lines: readonly string[], pattern: RegExp): number | null => {
  const index = lines.findIndex((line) => pattern.test(line));
  return index < 0 ? null : index + 1;
};

export const has = (lines: readonly string[], pattern: RegExp): boolean => lineOf(lines, pattern) !== null;

/** A note on the first line that matches, or none. */
export const noteOn = (
  lines: readonly string[],
  pattern: RegExp,
  cause: string,
  what: string,
  confidence = 0.8,
): readonly SourceNote[] => {
  const line = lineOf(lines, pattern);
  return line === null ? [] : [{ cause, line, what, confidence }];
};

/** The lines with everything behind a comment mark taken away; numbers stay. */
export const withoutComments = (text: string, mark = '#'): string[] =>
  text.split(/\r?\n/).map((line) => {
    const at = line.search(new RegExp(`(^|\\s)${mark}`));
    return at < 0 ? line : line.slice(0, at);
  });
