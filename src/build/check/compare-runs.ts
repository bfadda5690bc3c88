/** What a command printed, a character for each byte, and returned. */
export interface CommandRun {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly endedBy: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where two runs of a command differ first, and what each said there. */
export interface RunDifference {
  readonly where: 'exit' | 'stdout' | 'stderr' | 'test';
  /** From 1; null of an exit. */
  readonly line: number | null;
  /** Null: it printed no such line. */
  readonly static: string | null;
  readonly native: string | null;
}

/** How a command with the static program differs from the same with the native one, the first line of each output; [] where it does not. Pure. */
export const compareRuns = (ofStatic: CommandRun, ofNative: CommandRun): RunDifference[] => [
  ...(exitOf(ofStatic) === exitOf(ofNative)
    ? []
    : [{ where: 'exit' as const, line: null, static: exitOf(ofStatic), native: exitOf(ofNative) }]),
  ...(['stdout', 'stderr'] as const).flatMap((where) => firstDifference(where, ofStatic[where], ofNative[where])),
];

/** How a command ended, in words. Pure. */
export const exitOf = ({ code, endedBy }: CommandRun): string =>
  code === null ? (endedBy ?? 'no exit code') : `exit code ${code}`;

const firstDifference = (where: 'stdout' | 'stderr', ofStatic: string, ofNative: string): RunDifference[] => {
  if (ofStatic === ofNative) return [];
  // A missing newline at the end is a difference of the last line.
  const [one, other] = [ofStatic, ofNative].map((text) => text.split(/(?<=\n)/).filter((line) => line !== '')) as [
    string[],
    string[],
  ];
  const at = one.findIndex((line, index) => line !== other[index]);
  const index = at < 0 ? one.length : at;
  const [shownStatic, shownNative] = [one[index], other[index]].map((line) =>
    line === undefined ? null : asText(line),
  );
  return [{ where, line: index + 1, static: shownStatic ?? null, native: shownNative ?? null }];
};

/** Bytes of a line as a text: what is not UTF-8 as `\\xff`. */
const asText = (line: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(line, 'latin1'));
  } catch {
    return line.replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  }
};
