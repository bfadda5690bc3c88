/** How a collector's document begins, and how it ends: each capture has a line of its own, and so has what follows the last. */
const start = '{"schema":"musl-wizard.snapshot/1","captures":{';
const end = '\n},"meta":{';
/** The end is looked for in what came last: one piece of a pipe, and the line that the end may have begun in. */
const windowBytes = 128 * 1024;

/** Whether the last bytes of what came from a target hold the end of a collector's document. Pure, of bounded cost. */
export const isComplete = (bytes: Buffer): boolean => {
  const window = bytes.subarray(Math.max(0, bytes.length - windowBytes));
  const at = window.lastIndexOf(end);
  return at >= 0 && window.indexOf('}}\n', at) >= 0;
};

/**
 * The document in what a target printed, without what a login or a transport said before and after it.
 * A document of another form than the collector's, as a file that is sent, is taken up to the end. Pure.
 * @returns null where none begins
 */
export const answerIn = (text: string): string | null => {
  const from = text.indexOf(start);
  const meta = from < 0 ? -1 : text.indexOf(end, from);
  const to = meta < 0 ? -1 : text.indexOf('\n', meta + 1);
  if (meta >= 0) return text.slice(from, to < 0 ? undefined : to);
  const other = text.indexOf('{"schema":');
  return other < 0 ? null : text.slice(other);
};

/**
 * A document of those captures that came whole, for a collector that was ended early. Pure.
 * @returns null where there are none
 */
export const partialAnswer = (text: string): string | null => {
  const from = text.indexOf(start);
  const to = text.lastIndexOf('},\n');
  if (from < 0 || to < from) return null;
  return `${text.slice(from, to + 1)}${end}"collectedAt":"","collector":"sh","target":"local","redacted":false}}`;
};
