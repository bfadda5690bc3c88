import { UsageError } from '../../errors.js';
import { sanitizeLine } from '../../text/sanitize.js';

const maxDeadlineS = 600;

/** `--deadline`: seconds, also with a unit as "10s" or "500ms", as milliseconds. Throws a UsageError for anything else. */
export const parseDeadline = (text: string): number => {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
  const ms = Number(figure) * (unit === 'ms' ? 1 : 1000);
  if (!(ms > 0 && ms <= maxDeadlineS * 1000)) {
    throw new UsageError(
      `--deadline takes seconds, more than 0 and at most ${maxDeadlineS} (got: ${sanitizeLine(text, 40)})`,
    );
  }
  return Math.ceil(ms);
};
