import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { sanitizeLine } from '../text/sanitize.js';
import type { Context } from './context.js';

/** Whether a person can be asked: standard input and error are terminals. */
export const canAsk = (context: Context): boolean => Boolean(context.stdin.isTTY) && context.err.isTTY;

/** What comes within this many milliseconds of something else is the same paste, or was typed before the question. */
const quietMs = 100;

/**
 * Asks a yes/no question on the terminal; Enter alone is no. Only a lone answer that is typed after the question was
 * printed is a yes: what was typed before is discarded, and a paste is no, whatever lines are in it.
 * @throws when the program is interrupted during the question
 */
export const confirm = async (context: Context, question: string): Promise<boolean> => {
  await discardTyped(context.stdin);
  const { answer, typed } = await readAnswer(context, `${sanitizeLine(question)} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) return false;
  if (!typed) context.err.write('Pasted text is not an answer: treated as no.\n');
  return typed;
};

/** Takes what was typed already, without showing it. */
const discardTyped = async (stdin: NodeJS.ReadStream): Promise<void> => {
  const received = gather(stdin);
  // Without it a line that Enter did not end yet would stay with the terminal.
  stdin.setRawMode?.(true);
  try {
    stdin.resume();
    await delay(quietMs);
  } finally {
    stdin.pause();
    received.stop();
    stdin.setRawMode?.(false);
  }
  // Ctrl-C, which a terminal in raw mode gives as a key.
  if (received.text().includes('\x03')) throw new DOMException('Interrupted before a question', 'AbortError');
};

/** The line, and whether it was typed: no brackets of a paste, and nothing behind its end. */
const readAnswer = async ({ stdin, env, signal }: Context, prompt: string) => {
  const brackets = env.TERM !== 'dumb';
  const received = gather(stdin);
  const lines = createInterface({ input: stdin, output: process.stderr });
  try {
    if (brackets) process.stderr.write('\x1b[?2004h');
    const answer = await lines.question(prompt, { signal });
    await delay(quietMs);
    return { answer, typed: !/\x1b\[200~|[\r\n](?!\n?$)/.test(received.text()) };
  } finally {
    received.stop();
    lines.close();
    if (brackets) process.stderr.write('\x1b[?2004l');
  }
};

/** All bytes that come while somebody reads, as text. */
const gather = (stdin: NodeJS.ReadStream) => {
  const chunks: string[] = [];
  const take = (chunk: Buffer | string) => chunks.push(chunk.toString());
  stdin.on('data', take);
  return { text: () => chunks.join(''), stop: () => stdin.off('data', take) };
};
