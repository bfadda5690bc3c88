import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { Errand } from './errand.js';

const maxBytes = 512 * 1024 ** 2;
const timeoutMs = 300_000;

/**
 * Downloads a file whose sum is known.
 * @returns its path
 * @throws {UserError} when it cannot be fetched, or is another file
 */
export const download = async (url: string, sha256: string, { scratch, signal }: Errand): Promise<string> => {
  const shown = sanitizeLine(url);
  let bytes: Buffer;
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    bytes = await bounded(response);
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new UserError(
      `${shown} cannot be fetched.`,
      [sanitizeLine(why)],
      [`curl -LO ${shellQuote([url])}   # then: musl-wizard libs add NAME --from FILE`],
    );
  }
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== sha256.toLowerCase()) {
    throw new UserError(`${shown} is not the requested file.`, [`its sha256 is ${sum}`, `expected: ${sha256}`]);
  }
  const file = join(scratch, basename(new URL(url).pathname).replace(/[^\w.+~-]/g, '_') || 'archive');
  writeFileSync(file, bytes, { flag: 'wx' });
  return file;
};

const bounded = async (response: Response): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
};
