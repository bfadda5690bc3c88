import { type FileHandle, open } from 'node:fs/promises';
import { oneRow } from '../../text/one-row.js';

/** Some lines of a log on disk, with where they stand, so that the ones before and after can be asked for. */
export interface LogPage {
  readonly lines: readonly string[];
  /** Byte offset of the first line. */
  readonly start: number;
  /** Byte offset after the last line. */
  readonly end: number;
  /** Bytes of the file when it was read. */
  readonly size: number;
  readonly error: string | null;
}

export interface LogRequest {
  readonly path: string;
  /** Byte offset of a line, or `end` for the last page. */
  readonly at: number | 'end';
  /** Lines to move from there before the page begins; negative is towards the start. */
  readonly by: number;
  /** Lines of the page. */
  readonly rows: number;
  /** Only lines that hold this text, whatever their case; empty: all. */
  readonly filter: string;
}

const chunkBytes = 256 * 1024;
/** Bytes of a line that are kept; the rest of it is read over and counted. */
const lineBytes = 4096;

/**
 * Reads one page of a log. Memory is bounded by a chunk and a page, whatever the size of the file
 * or of a line. A file that cannot be read is a page with the reason.
 */
export const readLogPage = async (request: LogRequest, signal?: AbortSignal): Promise<LogPage> => {
  let file: FileHandle | null = null;
  try {
    file = await open(request.path, 'r');
    const { size } = await file.stat();
    const found = await page(file, size, request, signal);
    return { ...found, size, error: null };
  } catch (error) {
    return { lines: [], start: 0, end: 0, size: 0, error: error instanceof Error ? error.message : String(error) };
  } finally {
    await file?.close();
  }
};

/**
 * Some lines of a log by their number, as they stand there but for what is cut off of long ones; none of a file that
 * cannot be read. Memory is bounded as of a page.
 * @param first 1 for the first line
 */
export const readLogLines = async (path: string, first: number, count: number): Promise<readonly string[]> => {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    const before = first - 1;
    const at = before > 0 ? (await forward(file, 0, size, { count: before, filter: '', keep: null })).end : 0;
    return (await forward(file, at, size, { count, filter: '', keep: asWritten })).lines;
  } catch {
    return [];
  } finally {
    await file?.close();
  }
};

type Found = Pick<LogPage, 'lines' | 'start' | 'end'>;

const page = async (file: FileHandle, size: number, request: LogRequest, signal?: AbortSignal): Promise<Found> => {
  const { by, rows, filter } = request;
  const last = () => backward(file, size, { count: rows, filter }, signal);
  if (request.at === 'end') return last();
  const at = Math.min(request.at, size);
  const start =
    by < 0
      ? (await backward(file, at, { count: -by, filter }, signal)).start
      : by > 0
        ? (await forward(file, at, size, { count: by, filter, keep: null }, signal)).end
        : at;
  const found = await forward(file, start, size, { count: rows, filter }, signal);
  return found.lines.length < rows && start > 0 ? last() : found;
};

interface Wanted {
  readonly count: number;
  readonly filter: string;
  /** What is kept of a line, of its first bytes and its whole length (default: a row of the screen); null: they are only counted. */
  readonly keep?: ((head: Buffer, length: number) => string) | null;
}

const forward = async (
  file: FileHandle,
  at: number,
  size: number,
  request: Wanted,
  signal?: AbortSignal,
): Promise<Found> => {
  const lines: string[] = [];
  const { keep = show } = request;
  let found = 0;
  const matches = matcher(request.filter);
  let start = at;
  let end = at;
  let position = at;
  let kept: Buffer = Buffer.alloc(0);
  let length = 0;
  const finish = (next: number): void => {
    if (matches(kept)) {
      if (found === 0) start = next - length - 1;
      found += 1;
      if (keep) lines.push(keep(kept, length));
    }
    end = Math.min(next, size);
    kept = Buffer.alloc(0);
    length = 0;
  };
  while (position < size && found < request.count && !signal?.aborted) {
    const chunk = await read(file, position, Math.min(chunkBytes, size - position));
    if (chunk.length === 0) break;
    const promising = matches(chunk);
    let from = 0;
    while (from < chunk.length && found < request.count) {
      const newline = chunk.indexOf(10, from);
      const until = newline === -1 ? chunk.length : newline;
      if (kept.length < lineBytes)
        kept = Buffer.concat([kept, chunk.subarray(from, Math.min(until, from + lineBytes))]);
      length += until - from;
      from = until + 1;
      if (newline === -1) continue;
      finish(position + from);
      if (!promising) from = Math.max(from, chunk.lastIndexOf(10) + 1);
    }
    position += chunk.length;
  }
  if (length > 0 && found < request.count) finish(size + 1);
  return { lines, start: Math.max(at, start), end };
};

const backward = async (file: FileHandle, at: number, request: Wanted, signal?: AbortSignal): Promise<Found> => {
  const lines: string[] = [];
  const matches = matcher(request.filter);
  let start = at;
  /** Beginning of the line that is being gathered, and how long it is so far. */
  let head: Buffer = Buffer.alloc(0);
  let length = 0;
  let position = at;
  // The newline right before `at` ends the line that is wanted; it is no empty line of its own.
  let pending = false;
  const finish = (offset: number): void => {
    if (matches(head)) {
      lines.unshift(show(head, length));
      start = offset;
    }
    head = Buffer.alloc(0);
    length = 0;
  };
  while (position > 0 && lines.length < request.count && !signal?.aborted) {
    const size = Math.min(chunkBytes, position);
    const chunk = await read(file, position - size, size);
    if (chunk.length === 0) break;
    const promising = matches(chunk);
    let until = chunk.length;
    while (until > 0 && lines.length < request.count) {
      const newline = chunk.lastIndexOf(10, until - 1);
      const piece = chunk.subarray(newline + 1, until);
      head = Buffer.concat([piece.subarray(0, lineBytes), head]).subarray(0, lineBytes);
      length += piece.length;
      if (piece.length > 0) pending = true;
      if (newline === -1) break;
      const offset = position - size + newline + 1;
      if (pending) finish(offset);
      pending = true;
      until = promising ? newline : Math.min(newline, chunk.indexOf(10));
    }
    position -= size;
  }
  if (position === 0 && pending && lines.length < request.count) finish(0);
  return { lines, start, end: at };
};

const read = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
};

const asWritten = (kept: Buffer): string => kept.subarray(0, lineBytes).toString('utf8').replace(/\r$/, '');

const show = (kept: Buffer, length: number): string => {
  const text = oneRow(kept.subarray(0, lineBytes).toString('utf8'), lineBytes);
  return length > lineBytes ? `${text} … (${length - lineBytes} more bytes)` : text;
};

/** Whether some bytes hold a text. A chunk that does not holds no such line but those that are cut at its edges. */
const matcher = (filter: string): ((kept: Buffer) => boolean) => {
  const wanted = filter.toLowerCase();
  return wanted === '' ? () => true : (kept) => kept.toString('utf8').toLowerCase().includes(wanted);
};
