/**
 * Where the inspector reads from: a file, or bytes in memory. Everything in this folder except
 * inspect-file.ts knows only this, so it can be tested and fuzzed without a disk.
 */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes from `offset` on, at most `length`; fewer at the end.
   * @param into memory that may be used for the answer, at least `length` bytes, so that a long search allocates nothing
   */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array;
}

/** No table, string or window is ever read in a larger piece than this, whatever a field of the file asks for. */
export const maxRead = 256 * 1024;

/** A source over bytes in memory. */
export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

const none = new Uint8Array(0);

/**
 * Reads a range that a field of the file names: cut to the file and to `limit` bytes, empty where
 * the field is nonsense (negative, fractional, behind the end).
 */
export const readRange = (
  source: ByteSource,
  offset: number,
  length: number,
  limit = maxRead,
  into?: Uint8Array,
): Uint8Array => {
  if (!(offset >= 0 && offset < source.size && length > 0)) return none;
  return source.read(offset, Math.min(length, limit, maxRead, source.size - offset), into);
};

const blockSize = 16_384;
const maxBlocks = 8;
/** A file of this size is read at once: most are smaller, and a second call costs more than its bytes. */
const wholeBelow = 64 * 1024;

/** Memory for one file after the other; rebuilding it for each costs more than reading. */
export const makeArena = (): Uint8Array => new Uint8Array(maxBlocks * blockSize);

/**
 * Remembers a small file whole, and the last few blocks of a larger one, since the headers and tables of an ELF file lie
 * together and each `read` of a file costs a system call.
 * @param arena memory for the first blocks, which must not serve two sources at a time
 */
export const cached = (source: ByteSource, arena?: Uint8Array): ByteSource => {
  const { size } = source;
  if (size <= wholeBelow) {
    const whole = source.read(0, size, arena?.subarray(0, size));
    return { size, read: (offset, length) => whole.subarray(offset, offset + length) };
  }
  const cache = new Map<number, Uint8Array>();
  let filled = 0;
  const block = (index: number): Uint8Array => {
    const known = cache.get(index);
    if (known) return known;
    const length = Math.min(blockSize, size - index * blockSize);
    // Each piece is used once, since somebody may still look at a block that has left the cache.
    const piece = filled < maxBlocks ? arena?.subarray(filled * blockSize, (filled + 1) * blockSize) : undefined;
    filled += 1;
    const bytes = source.read(index * blockSize, length, piece?.subarray(0, length));
    if (cache.size >= maxBlocks) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
    cache.set(index, bytes);
    return bytes;
  };
  return {
    size,
    read: (offset, length, into) => {
      const first = Math.floor(offset / blockSize);
      const start = offset - first * blockSize;
      if (start + length <= blockSize) return block(first).subarray(start, start + length);
      return source.read(offset, length, into);
    },
  };
};

/** Bytes as text, one character a byte, so that nothing is lost and offsets stay offsets. */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** Bytes up to the first NUL as UTF-8 text. */
export const cString = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return utf8(bytes, end < 0 ? bytes.length : end);
};

/** The first bytes as UTF-8 text. */
export const utf8 = (bytes: Uint8Array, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
