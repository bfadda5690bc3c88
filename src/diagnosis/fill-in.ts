import { shellQuote } from '../text/shell-quote.js';
import { isFixShownExactly } from '../text/shown-command.js';
import type { Fix } from './finding.js';

/**
 * A fix with the value that a person gave in the place of its word, each time quoted as one word of a shell, so that the
 * value is data whatever is in it. Runnable where this user can run it and all of it can be shown. Pure.
 */
export const fillIn = (fix: Fix, value: string): Fix => {
  const { input, ...rest } = fix;
  if (!input) return fix;
  const filled = (text: string) => text.split(input.word).join(shellQuote([value]));
  const commands = fix.commands.map(filled);
  const undo = fix.undo === null ? null : filled(fix.undo);
  const runnable = (fix.who ?? 'you') === 'you' && isFixShownExactly({ commands, undo });
  return { ...rest, commands, undo, runnable };
};
