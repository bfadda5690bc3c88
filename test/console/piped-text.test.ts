import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hasPipedText } from '../../src/console/piped-text.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const wait = (stream: PassThrough, limitMs: number | null = null, signal = new AbortController().signal) => {
  const onWait = vi.fn();
  return { result: hasPipedText(stream, { onWait, limitMs, signal }), onWait };
};

it('finds text and leaves all of it in the stream', async () => {
  const stream = new PassThrough();
  const { result, onWait } = wait(stream);
  stream.write('error: ');
  stream.end('first\nsecond\n');
  expect(await result).toBe(true);
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe('error: first\nsecond\n');
  expect(onWait).not.toHaveBeenCalled();
});

it('finds none where the stream ends at once, as /dev/null does', async () => {
  const stream = new PassThrough();
  const { result } = wait(stream);
  stream.end();
  expect(await result).toBe(false);
});

it('waits for a build that has not printed yet, and says so once', async () => {
  const stream = new PassThrough();
  const { result, onWait } = wait(stream);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(onWait).toHaveBeenCalledOnce();
  stream.end('late\n');
  expect(await result).toBe(true);
});

it('gives up after the limit on a pipe that nobody writes to', async () => {
  const { result } = wait(new PassThrough(), 5000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await result).toBe(false);
});

it('ends by the signal', async () => {
  const interrupt = new AbortController();
  const { result } = wait(new PassThrough(), null, interrupt.signal);
  interrupt.abort();
  expect(await result).toBe(false);
});
