import type { ReadStream } from 'node:tty';
import { createKeyReader, type Input } from './key-reader.js';

/** Milliseconds that an Escape waits for the rest of a sequence, which a slow line delivers in pieces. */
const escapeMs = 30;

/**
 * Reads keys from a terminal, in raw mode until the returned function is called. Each `data` event is one read:
 * Ink's own input hook splits and joins reads, so that pasted text cannot be distinguished from keys.
 */
export const readKeys = (
  stdin: Pick<ReadStream, 'on' | 'off' | 'setRawMode' | 'setEncoding' | 'pause' | 'resume'>,
  send: (input: Input) => void,
  now: () => number,
): (() => void) => {
  const reader = createKeyReader();
  let flush: NodeJS.Timeout | null = null;
  const onData = (chunk: string | Buffer): void => {
    if (flush) clearTimeout(flush);
    flush = null;
    for (const input of reader.push(chunk.toString(), now())) send(input);
    if (reader.isWaiting()) flush = setTimeout(() => reader.flush().forEach(send), escapeMs);
  };
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  stdin.on('data', onData);
  // A question that was asked on it before, by readline, has left it paused.
  stdin.resume();
  return () => {
    if (flush) clearTimeout(flush);
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
};
