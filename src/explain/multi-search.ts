/**
 * Searches bytes for many fixed texts at once, without regard to the case of ASCII letters. What sees every byte of a log is
 * WebAssembly: multi-search.c says how it works. The table of texts and the bytes that are searched lie in its memory.
 */
import program from 'virtual:wasm:../src/explain/multi-search';

/** The shortest text that can be searched for, in bytes. */
export const shortestNeedle = 6;

interface Exports {
  readonly memory: WebAssembly.Memory;
  /** Memory for so many bytes. */
  reserve(bytes: number): number;
  /** Takes the texts, a newline behind each; -1 when one is too short. */
  take(at: number, length: number): number;
  tune(sample: number, length: number): void;
  newlines(at: number, length: number): number;
  /** The number of matches until the result is full. */
  search(at: number, length: number, from: number, to: number): number;
  /** Where these lie. */
  result(): number;
  matches(): number;
  muted(): number;
}

let compiled: WebAssembly.Module | undefined;

export class MultiSearch {
  readonly #exports: Exports;
  readonly #count: number;
  /** What bytes from elsewhere are copied to. */
  #desk: Buffer<ArrayBuffer>;
  /** Words that were looked up and texts that were compared so far: what the search costs. */
  work = 0;
  /** Matches of muted texts so far. */
  muted = 0;

  /** @param needles texts of at least six bytes each, on one line; positions in this list name them */
  constructor(needles: readonly string[]) {
    compiled ??= new WebAssembly.Module(program);
    this.#exports = new WebAssembly.Instance(compiled).exports as Exports;
    this.#desk = this.room(0);
    this.#count = needles.length;
    const texts = this.#copy(Buffer.from(`${needles.join('\n')}\n`));
    if (this.#exports.take(texts.byteOffset, texts.length) !== needles.length)
      throw new RangeError(`search texts need at least ${shortestNeedle} bytes`);
    this.#desk = this.room(0);
  }

  /** Bytes in the memory of the search: what lies there is searched without being copied. */
  room(bytes: number): Buffer<ArrayBuffer> {
    const at = this.#exports.reserve(bytes);
    return Buffer.from(this.#exports.memory.buffer, at, bytes);
  }

  /**
   * Fits the search to bytes like these: what is frequent there is not looked up.
   * @param sample lies in the room
   */
  tune(sample: Buffer): void {
    this.#exports.tune(sample.byteOffset, sample.length);
  }

  /** Matches of a text are only counted from now on. */
  mute(needle: number): void {
    new Uint8Array(this.#exports.memory.buffer, this.#exports.muted(), this.#count)[needle] = 1;
  }

  /** Matches of all texts are given again. */
  unmute(): void {
    new Uint8Array(this.#exports.memory.buffer, this.#exports.muted(), this.#count).fill(0);
  }

  /**
   * Calls `found` with the number of a needle and the offset of its first byte, once for every occurrence within the
   * bytes by which it is noticed in [from, to), in the order of these places. Ranges that meet miss nothing and give
   * nothing twice, so long as the bytes are moved by multiples of four between them.
   */
  each(bytes: Buffer, from: number, to: number, found: (needle: number, offset: number) => void): void {
    const { buffer } = this.#exports.memory;
    const here = bytes.buffer === buffer ? bytes : this.#copy(bytes);
    const parts: Uint32Array[] = [];
    for (let next = from; next < to; ) {
      const count = this.#exports.search(here.byteOffset, here.length, next, to);
      const result = new Uint32Array(here.buffer, this.#exports.result(), 3);
      next = result[0] as number;
      this.muted += result[1] as number;
      this.work += result[2] as number;
      parts.push(new Uint32Array(here.buffer, this.#exports.matches(), 2 * count).slice());
    }
    // All were found before the first is given: what takes it may search.
    for (const part of parts) for (let i = 0; i < part.length; i += 2) found(part[i] as number, part[i + 1] as number);
  }

  /** How many newlines stand in bytes[from, to). */
  newlines(bytes: Buffer, from: number, to: number): number {
    const part = bytes.subarray(from, to);
    const here = bytes.buffer === this.#exports.memory.buffer ? part : this.#copy(part);
    return this.#exports.newlines(here.byteOffset, here.length);
  }

  #copy(bytes: Uint8Array): Buffer<ArrayBuffer> {
    if (this.#desk.length < bytes.length) this.#desk = this.room(bytes.length);
    // Other memory may have been reserved since.
    const { byteOffset } = this.#desk;
    const desk = Buffer.from(this.#exports.memory.buffer, byteOffset, bytes.length);
    desk.set(bytes);
    return desk;
  }
}
