/**
 * Searches bytes for many fixed texts at once, without regard to the case of ASCII letters.
 * S. Wu and U. Manber, "A fast algorithm for multi-pattern searching", University of Arizona
 * TR-94-17: a block of three bytes at the end of the window says how far the window may move on,
 * so most bytes are never looked at, however many texts there are.
 */

const blockLength = 3;
const tableBits = 15;
const tableMask = (1 << tableBits) - 1;
const maxWindow = 10;

/** Folding by this bit makes ASCII letters caseless; other bytes that it merges are told apart by the caller's regular expression. */
const fold = 0x20;

const hash = (a: number, b: number, c: number) => (((a | fold) << 10) ^ ((b | fold) << 5) ^ (c | fold)) & tableMask;

export class MultiSearch {
  readonly #needles: readonly Uint8Array[];
  readonly #window: number;
  readonly #shift: Uint8Array;
  /** Needles by the hash of the last block of their window. */
  readonly #buckets: (Uint16Array | undefined)[] = new Array(1 << tableBits);

  /** @param needles texts of at least three bytes each as UTF-8; positions in this list name them. */
  constructor(needles: readonly string[]) {
    this.#needles = needles.map((needle) => Buffer.from(needle).map((byte) => byte | fold));
    const shortest = Math.min(...this.#needles.map((needle) => needle.length));
    if (shortest < blockLength) throw new RangeError(`texts to search for need at least ${blockLength} bytes`);
    this.#window = Math.min(shortest, maxWindow);
    const farthest = this.#window - blockLength + 1;
    this.#shift = new Uint8Array(1 << tableBits).fill(farthest);
    for (const [index, needle] of this.#needles.entries()) {
      for (let end = blockLength; end <= this.#window; end += 1) {
        const key = hash(needle[end - 3] ?? 0, needle[end - 2] ?? 0, needle[end - 1] ?? 0);
        this.#shift[key] = Math.min(this.#shift[key] ?? farthest, this.#window - end);
        if (end === this.#window) this.#buckets[key] = Uint16Array.from([...(this.#buckets[key] ?? []), index]);
      }
    }
  }

  /**
   * Calls `found` with the number of a needle and the offset of its first byte, for every
   * occurrence that begins in [from, to) and ends within the bytes, in the order of offsets.
   */
  each(bytes: Uint8Array, from: number, to: number, found: (needle: number, offset: number) => void): void {
    const shift = this.#shift;
    const window = this.#window;
    const stop = Math.min(bytes.length, to + window - 1);
    let end = from + window - 1;
    while (end < stop) {
      const a = bytes[end - 2] as number;
      const b = bytes[end - 1] as number;
      const c = bytes[end] as number;
      // The same as hash(); written out, since this loop sees every byte of a log.
      const key = (((a | fold) << 10) ^ ((b | fold) << 5) ^ (c | fold)) & tableMask;
      const skip = shift[key] as number;
      if (skip > 0) {
        end += skip;
        continue;
      }
      const start = end - window + 1;
      for (const index of this.#buckets[key] as Uint16Array) {
        if (this.#matches(bytes, start, index)) found(index, start);
      }
      end += 1;
    }
  }

  #matches(bytes: Uint8Array, start: number, index: number): boolean {
    const needle = this.#needles[index] as Uint8Array;
    if (start + needle.length > bytes.length) return false;
    for (let i = 0; i < needle.length; i += 1) {
      if (((bytes[start + i] as number) | fold) !== needle[i]) return false;
    }
    return true;
  }
}
