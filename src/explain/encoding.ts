/** Bytes of a log as UTF-8, whatever they were written in. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** True when the bytes begin like a gzip member (RFC 1952, 2.3.1). */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/**
 * The encoding of a text by its first bytes: a byte order mark, or the zero bytes that ASCII in
 * UTF-16 has at every second place (PowerShell writes such logs, with and without a mark).
 */
export const sniffEncoding = (head: Uint8Array): Encoding => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const length = Math.min(head.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even += 1;
    if (head[i + 1] === 0) odd += 1;
  }
  const pairs = length / 2;
  if (pairs >= 4 && odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  if (pairs >= 4 && even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be';
  return 'utf-8';
};

/** Turns chunks into UTF-8; a character may lie across two chunks. `last` is true for the final call. */
export const transcoder = (encoding: Encoding): ((chunk: Uint8Array, last: boolean) => Uint8Array) => {
  if (encoding === 'utf-8') return (chunk) => chunk;
  const decoder = new TextDecoder(encoding);
  return (chunk, last) => Buffer.from(decoder.decode(chunk, { stream: !last }));
};
