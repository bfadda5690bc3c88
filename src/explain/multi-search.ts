/**
 * Searches bytes for many fixed texts at once, without regard to the case of ASCII letters.
 * The bytes are read as words of four. A text of eleven bytes or more holds two whole words in a row wherever it begins,
 * one of seven bytes holds one. Of each text those are taken that are rare, and each pair of words of the log, and each
 * word with the byte before or behind it, is looked up in thin tables of these.
 * Filters by hashes of substrings: R. M. Karp and M. O. Rabin, "Efficient randomized pattern-matching algorithms",
 * IBM J. Res. Dev. 31 (1987); rare parts first: Rust's memchr. The cost of a byte does not grow with the texts.
 */

/** The shortest text that can be searched for, in bytes. */
export const shortestNeedle = 6;
const wordLength = 4;
const wordBits = 17;
const pairBits = 18;
const bucketBits = 14;
const countBits = 16;
const multiplier = 0x9e3779b1 | 0;
const pairMultiplier = 0x85ebca6b | 0;

/** Folding by this bit makes ASCII letters caseless; other bytes that it merges are distinguished by the caller's regular expression. */
const newline = 0x0a;
const fold = 0x20;
const foldWord = 0x20202020;

/** Four bytes as the processor reads them, whatever its order of bytes. */
const scratch = new Uint8Array(wordLength);
const scratchWord = new Int32Array(scratch.buffer);
const wordAt = (bytes: Uint8Array, at: number): number => {
  for (let i = 0; i < wordLength; i += 1) scratch[i] = bytes[at + i] ?? 0;
  return (scratchWord[0] as number) | foldWord;
};

/** The bits of a word that are of the text where the word lies across its beginning or its end. */
const maskAt = (length: number, at: number): number => {
  for (let i = 0; i < wordLength; i += 1) scratch[i] = at + i >= 0 && at + i < length ? 0xff : 0;
  return scratchWord[0] as number;
};

const firstByte = maskAt(1, 0);
const lastByte = maskAt(1, -3);
const threeBytes = maskAt(3, 0);

const hashOf = (word: number) => Math.imul(word, multiplier);
const pairOf = (hash: number, next: number) => (Math.imul(hash, pairMultiplier) + next) | 0;
const withByte = (hash: number, byte: number) => Math.imul(hash ^ byte, pairMultiplier);

/** A set of hashes, one bit each; two may share it. */
const setFlag = (flags: Int32Array, hash: number, bits: number): void => {
  const flag = hash >>> (32 - bits);
  flags[flag >>> 5] = (flags[flag >>> 5] as number) | (1 << (flag & 31));
};
const noFlags = (bits: number) => new Int32Array(1 << (bits - 5));

/** Bytes of build logs from the most frequent; what is not among them is rare there. */
const frequent = ' etosnrai/.cl-ud:pm0h1fg2b,';
const commonness = Uint8Array.from({ length: 256 }, (_, byte) => {
  const rank = frequent.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 1 : frequent.length + 8 - rank;
});

/** Each text folded. */
const folded = (texts: readonly string[]): readonly Uint8Array[] => {
  const all = Buffer.from(texts.join('\n'));
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at <= all.length; at += 1) {
    const byte = all[at] ?? newline;
    if (byte === newline) {
      parts.push(all.subarray(from, at));
      from = at + 1;
    } else all[at] = byte | fold;
  }
  return parts;
};

/** How often words stand in a sample, by their (shortened) hash; every fourth place tells enough. */
const countWords = (sample: Uint8Array): Uint32Array => {
  const counts = new Uint32Array(1 << countBits);
  const from = Math.ceil(sample.byteOffset / wordLength) * wordLength;
  const words = new Int32Array(sample.buffer, from, Math.max(0, (sample.byteOffset + sample.length - from) >> 2));
  for (let i = 0; i < words.length; i += 1) {
    const slot = hashOf((words[i] as number) | foldWord) >>> (32 - countBits);
    counts[slot] = (counts[slot] as number) + 1;
  }
  return counts;
};

/** Costs of the words of one text. */
const costs = new Float64Array(256);

/** Where in a text those bytes begin, so many words and three more, whose words are the rarest. */
const rarest = (text: Uint8Array, bytes: number, counts: Uint32Array | null): number => {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  const words = Math.min(text.length, 255) - wordLength + 1;
  for (let at = 0; at < words; at += 1) {
    let cost = counts === null ? 0 : 256 * (counts[hashOf(wordAt(text, at)) >>> (32 - countBits)] as number);
    for (let i = at; i < at + wordLength; i += 1) cost += commonness[text[i] as number] as number;
    costs[at] = cost;
    sum += cost;
    const from = at - bytes + wordLength;
    if (from < 0) continue;
    if (sum < least) {
      best = from;
      least = sum;
    }
    sum -= costs[from] as number;
  }
  return best;
};

/** Where texts hold a word or a pair of words: text × 256 + place in it, by the hash of the words. */
class Places {
  /** Where in the arrays below the places of each bucket begin. */
  readonly starts = new Int32Array((1 << bucketBits) + 1);
  readonly hashes: Int32Array;
  readonly places: Int32Array;
  /** The word before a place and its mask, the word behind it and its mask. */
  readonly around: Int32Array;

  /**
   * @param found hashes and places in turn
   * @param width how many bytes of a place are hashed
   */
  constructor(found: readonly number[], texts: readonly Uint8Array[], width: number) {
    const count = found.length >> 1;
    this.hashes = new Int32Array(count);
    this.places = new Int32Array(count);
    this.around = new Int32Array(count * 4);
    const bucketOf = (hash: number) => hash >>> (32 - bucketBits);
    const { starts, around } = this;
    for (let i = 0; i < found.length; i += 2) {
      const bucket = bucketOf(found[i] as number);
      starts[bucket] = (starts[bucket] as number) + 1;
    }
    for (let i = 1; i < starts.length; i += 1) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
    for (let i = found.length - 2; i >= 0; i -= 2) {
      const hash = found[i] as number;
      const place = found[i + 1] as number;
      const to = (starts[bucketOf(hash)] as number) - 1;
      starts[bucketOf(hash)] = to;
      this.hashes[to] = hash;
      this.places[to] = place;
      const text = texts[place >>> 8] as Uint8Array;
      const before = (place & 255) - wordLength;
      const behind = (place & 255) + width;
      around[4 * to] = wordAt(text, before);
      around[4 * to + 1] = maskAt(text.length, before);
      around[4 * to + 2] = wordAt(text, behind);
      around[4 * to + 3] = maskAt(text.length, behind);
    }
  }
}

/** What a text may be noticed by. */
interface Flags {
  readonly words: Int32Array;
  /** Words with the byte before or behind them. */
  readonly bytes: Int32Array;
  readonly pairs: Int32Array;
}

/** The first word in [from, to) by which a text may be noticed, or `to`. This loop sees every byte of a log. */
const nextFlagged = (words: Int32Array, from: number, to: number, flags: Flags): number => {
  const ofWords = flags.words;
  const ofBytes = flags.bytes;
  const ofPairs = flags.pairs;
  // hashOf(), pairOf() and withByte(), written out.
  let hash = Math.imul((words[from] as number) | foldWord, multiplier);
  for (let i = from; i < to; i += 1) {
    const next = (words[i + 1] as number) | foldWord;
    const nextHash = Math.imul(next, multiplier);
    const pairHash = (Math.imul(hash, pairMultiplier) + nextHash) | 0;
    const pair = pairHash >>> (32 - pairBits);
    if ((((ofPairs[pair >>> 5] as number) >>> (pair & 31)) & 1) !== 0) {
      const again = withByte(pairHash, 0) >>> (32 - pairBits);
      if ((((ofPairs[again >>> 5] as number) >>> (again & 31)) & 1) !== 0) return i;
    }
    const word = hash >>> (32 - wordBits);
    if ((((ofWords[word >>> 5] as number) >>> (word & 31)) & 1) !== 0) {
      const behind = Math.imul(hash ^ (next & firstByte), pairMultiplier) >>> (32 - pairBits);
      if ((((ofBytes[behind >>> 5] as number) >>> (behind & 31)) & 1) !== 0) return i;
      const last = i > 0 ? ((words[i - 1] as number) | foldWord) & lastByte : 0;
      const before = Math.imul(hash ^ last, pairMultiplier) >>> (32 - pairBits);
      if ((((ofBytes[before >>> 5] as number) >>> (before & 31)) & 1) !== 0) return i;
    }
    hash = nextHash;
  }
  return to;
};

export class MultiSearch {
  readonly #texts: readonly Uint8Array[];
  readonly #flags: Flags = { words: noFlags(wordBits), bytes: noFlags(pairBits), pairs: noFlags(pairBits) };
  readonly #pairs: Places;
  readonly #words: Places;
  /** The last three bytes of texts of six. */
  readonly #threes: Places;
  /** Words that were looked up and texts that were compared so far: what the search costs. */
  work = 0;

  /**
   * @param needles texts of at least six bytes each, on one line; positions in this list name them
   * @param sample of the bytes that will be searched: what is frequent there is not looked up
   */
  constructor(needles: readonly string[], sample: Uint8Array | null = null) {
    this.#texts = folded(needles);
    const counts = sample === null ? null : countWords(sample);
    const words: number[] = [];
    const pairs: number[] = [];
    const threes: number[] = [];
    for (const [index, text] of this.#texts.entries()) {
      if (text.length < shortestNeedle) throw new RangeError(`search texts need at least ${shortestNeedle} bytes`);
      const named = index * 256;
      const isLong = text.length >= 3 * wordLength - 1;
      const best = rarest(text, isLong ? 3 * wordLength - 1 : 2 * wordLength - 1, counts);
      for (let at = best; at < best + wordLength && at + wordLength <= text.length; at += 1) {
        const hash = hashOf(wordAt(text, at));
        if (isLong) {
          const pair = pairOf(hash, hashOf(wordAt(text, at + wordLength)));
          setFlag(this.#flags.pairs, pair, pairBits);
          setFlag(this.#flags.pairs, withByte(pair, 0), pairBits);
          pairs.push(pair, named + at);
        } else {
          this.#flagWord(text, at, hash);
          words.push(hash, named + at);
        }
      }
      if (text.length >= 2 * wordLength - 1) continue;
      // Six bytes that begin behind the first of a word hold no whole one: their last three begin it, then comes anything.
      const three = wordAt(text, 3) & threeBytes;
      threes.push(hashOf(three), named + 3);
      for (let last = 0; last < 256; last += 1) {
        scratch.fill(last | fold);
        this.#flagWord(text, 3, hashOf(three | ((scratchWord[0] as number) & ~threeBytes)));
      }
    }
    this.#words = new Places(words, this.#texts, wordLength);
    this.#pairs = new Places(pairs, this.#texts, 2 * wordLength);
    this.#threes = new Places(threes, this.#texts, wordLength);
  }

  #flagWord(text: Uint8Array, at: number, hash: number): void {
    setFlag(this.#flags.words, hash, wordBits);
    const behind = at + wordLength;
    const byte = behind < text.length ? wordAt(text, behind) & firstByte : wordAt(text, at - wordLength) & lastByte;
    setFlag(this.#flags.bytes, withByte(hash, byte), pairBits);
  }

  /**
   * Calls `found` with the number of a needle and the offset of its first byte, once for every occurrence within the
   * bytes by which it is noticed in [from, to), in the order of these places. Ranges that meet miss nothing and give
   * nothing twice, so long as the bytes are moved by multiples of four between them.
   */
  each(bytes: Uint8Array, from: number, to: number, found: (needle: number, offset: number) => void): void {
    const skew = bytes.byteOffset % wordLength;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset - skew, (bytes.length + skew) >> 2);
    const first = Math.ceil((from + skew) / wordLength);
    const end = Math.min(words.length, Math.ceil((to + skew) / wordLength));
    this.work += Math.max(0, end - first);
    // Behind the last word there is no other.
    const last = Math.min(end, words.length - 1);
    for (let i = first; i < last; i += 1) {
      i = nextFlagged(words, i, last, this.#flags);
      if (i === last) break;
      const word = (words[i] as number) | foldWord;
      this.#compareWord(word, bytes, words, i, found);
      this.#compare(
        this.#pairs,
        pairOf(hashOf(word), hashOf((words[i + 1] as number) | foldWord)),
        bytes,
        words,
        i,
        2,
        found,
      );
    }
    if (first < end && last < end) this.#compareWord((words[last] as number) | foldWord, bytes, words, last, found);
    const rest = words.length * wordLength - skew;
    if (end === words.length && rest < bytes.length && rest < to && rest >= from)
      this.#compareWord(wordAt(bytes, rest), bytes, words, words.length, found);
  }

  #compareWord(
    word: number,
    bytes: Uint8Array,
    words: Int32Array,
    at: number,
    found: (needle: number, offset: number) => void,
  ): void {
    this.#compare(this.#words, hashOf(word), bytes, words, at, 1, found);
    this.#compare(this.#threes, hashOf(word & threeBytes), bytes, words, at, 1, found);
  }

  /** @param width how many words were hashed */
  #compare(
    { starts, hashes, places, around }: Places,
    hash: number,
    bytes: Uint8Array,
    words: Int32Array,
    at: number,
    width: number,
    found: (needle: number, offset: number) => void,
  ): void {
    const bucket = hash >>> (32 - bucketBits);
    const end = starts[bucket + 1] as number;
    for (let i = starts[bucket] as number; i < end; i += 1) {
      this.work += 1;
      if (hashes[i] !== hash) continue;
      const before = at > 0 ? (words[at - 1] as number) | foldWord : 0;
      if (((before ^ (around[4 * i] as number)) & (around[4 * i + 1] as number)) !== 0) continue;
      // Near the end of the bytes only the comparison below can tell.
      const behind =
        at + width < words.length ? (words[at + width] as number) | foldWord : (around[4 * i + 2] as number);
      if (((behind ^ (around[4 * i + 2] as number)) & (around[4 * i + 3] as number)) !== 0) continue;
      const place = places[i] as number;
      const start = at * wordLength - (bytes.byteOffset % wordLength) - (place & 255);
      if (this.#matches(bytes, start, this.#texts[place >>> 8] as Uint8Array)) found(place >>> 8, start);
    }
  }

  #matches(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
    if (start < 0 || start + text.length > bytes.length) return false;
    for (let i = 0; i < text.length; i += 1) {
      if (((bytes[start + i] as number) | fold) !== text[i]) return false;
    }
    return true;
  }
}
