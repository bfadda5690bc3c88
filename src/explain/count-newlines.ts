/**
 * Counts newlines in bytes[from, to). Four bytes are looked at in one step: a byte is zero after
 * the exclusive-or with 0x0a exactly where a newline was (H. S. Warren, Hacker's Delight, 6-1).
 */
export const countNewlines = (bytes: Buffer, from: number, to: number): number => {
  let count = 0;
  let at = from;
  const isNewline = (offset: number) => (bytes[offset] === 0x0a ? 1 : 0);
  while (at < to && (bytes.byteOffset + at) % 4 !== 0) {
    count += isNewline(at);
    at += 1;
  }
  if (at >= to) return count;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (to - at) >> 2);
  // Each byte of `sums` counts the newlines of its place, up to 127 before they are added up.
  for (let i = 0; i < words.length; ) {
    let sums = 0;
    for (const stop = Math.min(words.length, i + 127); i < stop; i += 1) {
      const x = (words[i] as number) ^ 0x0a0a0a0a;
      sums += ~(((x & 0x7f7f7f7f) + 0x7f7f7f7f) | x | 0x7f7f7f7f) >>> 7;
    }
    count += (sums & 0xff) + ((sums >>> 8) & 0xff) + ((sums >>> 16) & 0xff) + (sums >>> 24);
  }
  at += words.length * 4;
  while (at < to) {
    count += isNewline(at);
    at += 1;
  }
  return count;
};
