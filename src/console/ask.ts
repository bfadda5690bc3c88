import { createInterface } from 'node:readline/promises';
import { sanitizeLine } from '../text/sanitize.js';
import type { Context } from './context.js';

/** Whether a person can be asked: standard input and error are terminals. */
export const canAsk = (context: Context): boolean => Boolean(context.stdin.isTTY) && context.err.isTTY;

/**
 * Asks a yes/no question on the terminal; Enter alone is no.
 * @throws when the program is interrupted during the question
 */
export const confirm = async (context: Context, question: string): Promise<boolean> => {
  const lines = createInterface({ input: context.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${sanitizeLine(question)} [y/N] `, { signal: context.signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
};
