import { UserError } from '../../errors.js';
import { distrust } from '../../files/trusted-path.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';

/**
 * Refuses a file of instructions that another user can write, as saved settings are refused.
 * @param what what it is, as in a sentence: "the ladder"
 * @param path absolute
 * @throws {UserError} with what was seen, and the command that fixes it
 */
export const refuseOthers = (what: string, path: string): void => {
  const foreign = distrust(path, { sticky: true });
  if (foreign === null) return;
  throw new UserError(
    `${foreign.who} can write to ${what}, so it is not used.`,
    [`file: ${sanitizeLine(path, 200)}`, foreign.evidence],
    [`${shellQuote(['cat', path])}   # read it first`, foreign.command],
  );
};
