/**
 * Searches bytes for many fixed texts at once, without regard to the case of ASCII letters.
 * The bytes are read as words of four. A text of seven bytes or more holds a whole word wherever it begins; of each
 * text the seven bytes are taken whose words are rare, and each word of the log is looked up in a thin table of these.
 * Filters by hashes of substrings: R. M. Karp and M. O. Rabin, "Efficient randomized pattern-matching algorithms",
 * IBM J. Res. Dev. 31 (1987); rare parts first: Rust's memchr. The cost of a byte does not grow with the texts.
 */

/** The shortest text that can be searched for, in bytes. */
export const shortestNeedle = 6;
const wordLength = 4;
const windowLength = 2 * wordLength - 1;
const flagBits = 19;
const bucketBits = 15;
const multiplier = 0x9e3779b1 | 0;

/** Folding by this bit makes ASCII letters caseless; other bytes that it merges are distinguished by the caller's regular expression. */
const fold = 0x20;
const foldWord = 0x20202020;

const flagOf = (word: number) => Math.imul(word, multiplier) >>> (32 - flagBits);
const bucketOf = (word: number) => Math.imul(word, multiplier) >>> (32 - bucketBits);

/** Four bytes as the processor reads them, whatever its order of bytes. */
const scratch = new Uint8Array(wordLength);
const scratchWord = new Int32Array(scratch.buffer);
const wordAt = (bytes: Uint8Array, at: number, last = bytes[at + 3] ?? 0): number => {
  scratch[0] = bytes[at] ?? 0;
  scratch[1] = bytes[at + 1] ?? 0;
  scratch[2] = bytes[at + 2] ?? 0;
  scratch[3] = last;
  return (scratchWord[0] as number) | foldWord;
};

/** Bytes of build logs from the most frequent; what is not among them is rare there. */
const frequent = ' etosnrai/.cl-ud:pm0h1fg2b,';
const commonness = Uint8Array.from({ length: 256 }, (_, byte) => {
  const rank = frequent.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 1 : frequent.length + 8 - rank;
});

const folded = (text: string): Uint8Array => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (bytes[at] as number) | fold;
  return bytes;
};

/** How often words stand in a sample, by their hash. */
const countWords = (sample: Uint8Array): Uint32Array => {
  const counts = new Uint32Array(1 << 16);
  for (let at = 0; at + wordLength <= sample.length; at += 1) {
    const slot = flagOf(wordAt(sample, at)) >>> (flagBits - 16);
    counts[slot] = (counts[slot] as number) + 1;
  }
  return counts;
};

/** Costs of the words of one needle. */
const costs = new Float64Array(256);

export class MultiSearch {
  readonly #needles: readonly Uint8Array[];
  /** One bit for each word that may begin a comparison. */
  readonly #flags = new Int32Array(1 << (flagBits - 5));
  /** Lists of comparisons by the hash of their word: needle × 256 + where in it the word stands. */
  readonly #heads = new Int32Array(1 << bucketBits).fill(-1);
  readonly #next: Int32Array;
  readonly #comparisons: Int32Array;
  #count = 0;
  /** Words that were looked up and texts that were compared so far: what the search costs. */
  work = 0;

  /**
   * @param needles texts of at least six bytes each, or such texts folded; positions in this list name them
   * @param sample of the bytes that will be searched: what is frequent there is not looked up
   */
  constructor(needles: readonly (string | Uint8Array)[], sample: Uint8Array | null = null) {
    this.#needles = needles.map((needle) => (typeof needle === 'string' ? folded(needle) : needle));
    const short = this.#needles.filter((needle) => needle.length < windowLength).length;
    this.#next = new Int32Array(this.#needles.length * wordLength + short * 128);
    this.#comparisons = new Int32Array(this.#next.length);
    const counts = sample === null ? null : countWords(sample);
    const costOf = (needle: Uint8Array, at: number) => {
      const counted = counts === null ? 0 : (counts[flagOf(wordAt(needle, at)) >>> (flagBits - 16)] as number);
      let cost = counted * 256;
      for (let i = at; i < at + wordLength; i += 1) cost += commonness[needle[i] as number] as number;
      return cost;
    };
    for (const [index, needle] of this.#needles.entries()) {
      if (needle.length < shortestNeedle) {
        throw new RangeError(`search texts need at least ${shortestNeedle} bytes`);
      }
      const best = this.#rarest(needle, costOf);
      for (let at = best; at < best + wordLength && at + wordLength <= needle.length; at += 1) {
        this.#compareAt(wordAt(needle, at), index, at);
      }
      if (needle.length >= windowLength) continue;
      // Six bytes that begin behind the first of a word hold no whole one: their last three begin it, then comes anything.
      for (let last = 0; last < 256; last += 1) {
        if ((last & fold) !== 0) this.#compareAt(wordAt(needle, 3, last), index, 3);
      }
    }
  }

  /** Where in a needle the seven bytes begin whose four words are the rarest. */
  #rarest(needle: Uint8Array, costOf: (needle: Uint8Array, at: number) => number): number {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    let sum = 0;
    const words = Math.min(needle.length, 255) - wordLength + 1;
    for (let at = 0; at < words; at += 1) {
      costs[at] = costOf(needle, at);
      sum += costs[at] as number;
      const from = at - wordLength + 1;
      if (from < 0) continue;
      if (sum < least) {
        best = from;
        least = sum;
      }
      sum -= costs[from] as number;
    }
    return best;
  }

  #compareAt(word: number, index: number, at: number): void {
    const flag = flagOf(word);
    this.#flags[flag >>> 5] = (this.#flags[flag >>> 5] as number) | (1 << (flag & 31));
    const bucket = bucketOf(word);
    this.#next[this.#count] = this.#heads[bucket] as number;
    this.#comparisons[this.#count] = index * 256 + at;
    this.#heads[bucket] = this.#count;
    this.#count += 1;
  }

  /** The same search, fast on bytes like these. */
  tunedTo(sample: Uint8Array): MultiSearch {
    return new MultiSearch(this.#needles, sample);
  }

  /**
   * Calls `found` with the number of a needle and the offset of its first byte, once for every occurrence within the
   * bytes by which it is noticed in [from, to), in the order of these places. Ranges that meet miss nothing and give
   * nothing twice, so long as the bytes are moved by multiples of four between them.
   */
  each(bytes: Uint8Array, from: number, to: number, found: (needle: number, offset: number) => void): void {
    const flags = this.#flags;
    const skew = bytes.byteOffset % wordLength;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset - skew, (bytes.length + skew) >> 2);
    const first = Math.ceil((from + skew) / wordLength);
    const end = Math.min(words.length, Math.ceil((to + skew) / wordLength));
    this.work += Math.max(0, end - first);
    for (let i = first; i < end; i += 1) {
      const word = (words[i] as number) | foldWord;
      // The same as flagOf(); written out, since this loop sees every byte of a log.
      const flag = Math.imul(word, multiplier) >>> (32 - flagBits);
      if ((((flags[flag >>> 5] as number) >>> (flag & 31)) & 1) === 0) continue;
      this.#compare(bytes, i * wordLength - skew, word, found);
    }
    const rest = words.length * wordLength - skew;
    if (end === words.length && rest < bytes.length && rest < to && rest >= from) {
      this.#compare(bytes, rest, wordAt(bytes, rest, fold), found);
    }
  }

  #compare(bytes: Uint8Array, at: number, word: number, found: (needle: number, offset: number) => void): void {
    for (let i = this.#heads[bucketOf(word)] as number; i >= 0; i = this.#next[i] as number) {
      const comparison = this.#comparisons[i] as number;
      this.work += 1;
      const start = at - (comparison & 255);
      if (this.#matches(bytes, start, this.#needles[comparison >>> 8] as Uint8Array)) found(comparison >>> 8, start);
    }
  }

  #matches(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
    if (start < 0 || start + needle.length > bytes.length) return false;
    for (let i = 0; i < needle.length; i += 1) {
      if (((bytes[start + i] as number) | fold) !== needle[i]) return false;
    }
    return true;
  }
}
