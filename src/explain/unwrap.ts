import { withoutEcho } from './echo.js';
import { isRemark } from './error-lines.js';
import { isHarmless } from './harmless.js';
import { normalLine } from './normal-line.js';

/** No line that begins so is the rest of the one before it. */
const beginsMessage = /^(?:\S{1,200}: )?(?:fatal |ERROR|FATAL|WARNING|Error|error|fatal|warning)\b ?[:!]/;

/**
 * A log whose lines were wrapped by a terminal or a mail program, read in the two ways in which
 * they may belong together. Every line is put together with its next one, so that line numbers
 * stay; lines that report no failure or are only quoted stay alone.
 */
export const unwrapped = (text: string): readonly string[] => {
  const lines = text.split(/\r?\n/);
  const normal = lines.map(normalLine);
  const alone = normal.map((line) => isHarmless(line) || withoutEcho(line) === null);
  const begins = normal.map((line) => beginsMessage.test(line) || isRemark(line));
  const pair = (glue: string) =>
    lines
      .map((line, index) => {
        const next = lines[index + 1];
        if (next === undefined || alone[index] || alone[index + 1] || begins[index + 1]) return line;
        return `${line.trimEnd()}${glue}${next.trimStart()}`;
      })
      .join('\n');
  return [pair(' '), pair('')];
};
