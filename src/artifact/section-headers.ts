import { type ByteSource, cString, latin1, readRange } from './byte-source.js';
import type { ElfHeader } from './elf-header.js';
import { Fields } from './fields.js';

/** One section. Source: gABI, chapter 4 "Section Header". */
export interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

export const sectionType = {
  progbits: 1,
  symtab: 2,
  strtab: 3,
  note: 7,
  nobits: 8,
  dynsym: 11,
  armAttributes: 0x70000003,
} as const;
export const sectionFlag = { write: 1, alloc: 2, execute: 4, strings: 0x20, compressed: 0x800 } as const;

/** Object files built with -ffunction-sections have tens of thousands, and a kernel's more; beyond this bound (16 MiB) the rest is not looked at. */
const maxSections = 262_144;
const maxName = 64;
/** The names of a linked file fit; those of a huge object file are fetched one by one. */
const maxNames = 16_384;
const maxHeaderBytes = 65_536;

/**
 * The section headers. Each is read when asked for: an artifact has dozens, of which few matter.
 * Empty for a file that was stripped of them.
 */
export class SectionTable {
  /** Whether every header could be read; false for a damaged table or one beyond the bound. */
  readonly complete: boolean;
  readonly #pieces: readonly Fields[];
  readonly #perPiece: number;
  readonly #entrySize: number;
  readonly #count: number;
  readonly #is64: boolean;
  readonly #nameOf: (index: number) => string;
  readonly #names: string | null;

  constructor(source: ByteSource, header: ElfHeader) {
    const { offset, entrySize, count } = header.sectionHeaders;
    const size = header.is64 ? 64 : 40;
    const absent = offset === 0 || count === 0;
    const readable = !absent && entrySize >= size && entrySize <= maxHeaderBytes && offset < source.size;
    const wanted = readable ? Math.min(count, maxSections) : 0;
    this.#is64 = header.is64;
    this.#entrySize = entrySize;
    this.#perPiece = Math.max(1, Math.floor(maxHeaderBytes / Math.max(1, entrySize)));

    const pieces: Fields[] = [];
    let found = 0;
    for (let index = 0; index < wanted; index += this.#perPiece) {
      const asked = Math.min(this.#perPiece, wanted - index);
      const bytes = readRange(source, offset + index * entrySize, asked * entrySize);
      pieces.push(new Fields(bytes, header));
      // The last header of a cut table counts if all its fields are there.
      const whole = bytes.length < size ? 0 : Math.floor((bytes.length - size) / entrySize) + 1;
      found += whole;
      if (whole < asked) break;
    }
    this.#pieces = pieces;
    this.#count = found;
    this.complete = absent || (readable && found === count);

    const place = header.sectionNames < found ? this.#read(header.sectionNames, '') : null;
    this.#names = place && place.size <= maxNames ? latin1(readRange(source, place.offset, place.size)) : null;
    this.#nameOf = namesOf(source, place, this.#names);
  }

  /** The section at this index, as sh_link names it. */
  at(index: number): Section | undefined {
    if (index >= this.#count) return undefined;
    return this.#read(index, null);
  }

  /** The first section of a type. */
  ofType(type: number): Section | undefined {
    for (let index = 0; index < this.#count; index += 1) if (this.#typeAt(index) === type) return this.at(index);
    return undefined;
  }

  /** All sections of a type, in file order. */
  allOfType(type: number): Section[] {
    const found: Section[] = [];
    for (let index = 0; index < this.#count; index += 1)
      if (this.#typeAt(index) === type) found.push(this.#read(index, null));
    return found;
  }

  /** Whether a section has this name. */
  has(name: string): boolean {
    if (this.#names !== null && !this.#names.includes(name)) return false;
    for (let index = 0; index < this.#count; index += 1) if (this.at(index)?.name === name) return true;
    return false;
  }

  /** All sections, in file order. */
  *[Symbol.iterator](): Generator<Section> {
    for (let index = 0; index < this.#count; index += 1) yield this.#read(index, null);
  }

  #place(index: number): [Fields, number] {
    const piece = this.#pieces[Math.floor(index / this.#perPiece)] ?? nothing;
    return [piece, (index % this.#perPiece) * this.#entrySize];
  }

  #typeAt(index: number): number {
    const [f, at] = this.#place(index);
    return f.u32(at + 4);
  }

  #read(index: number, name: string | null): Section {
    const [f, at] = this.#place(index);
    return {
      name: name ?? this.#nameOf(f.u32(at)),
      type: f.u32(at + 4),
      flags: f.word(at + 8),
      offset: f.word(at + (this.#is64 ? 24 : 16)),
      size: f.word(at + (this.#is64 ? 32 : 20)),
      link: f.u32(at + (this.#is64 ? 40 : 24)),
    };
  }
}

const nothing = new Fields(new Uint8Array(0), { is64: true, little: true });

/** Names by their index in the section of names: out of the whole of it, or one by one where it is large. */
const namesOf = (source: ByteSource, place: Section | null, names: string | null) => (index: number) => {
  if (!place) return '';
  if (names === null) return cString(readRange(source, place.offset + index, maxName));
  const end = names.indexOf('\0', index);
  return names.slice(index, end < 0 ? undefined : end);
};
