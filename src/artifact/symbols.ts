import { type ByteSource, readRange } from './byte-source.js';
import { type ElfEncoding, Fields } from './fields.js';
import { searchText, type TextSet, textSet } from './search-text.js';
import { type SectionTable, sectionType } from './section-headers.js';

const chunkEntries = 8192;
const maxSymbols = 1_000_000;

/** Bytes that are common in names of functions of C and Go (as `textSet` takes them). */
const commonInNames = 'PCSxw_kyfvhbpusdmalgcin.rtoe/\0';

/** Names of symbols as they stand in a string table. */
export const symbolSet = (names: readonly string[]): TextSet =>
  textSet(
    names.map((name) => `${name}\0`),
    commonInNames,
  );

/** A symbol that a file defines. */
export interface DefinedSymbol {
  readonly address: number;
  /** STT_OBJECT 1, STT_FUNC 2. */
  readonly type: number;
}

/** Which of `names` the file defines in its symbol table (.symtab); null for a stripped file. */
export const definedSymbols = (...asked: Parameters<typeof symbolsNamed>): ReadonlySet<string> | null => {
  const found = symbolsNamed(...asked);
  return found && new Set(found.keys());
};

/**
 * Those of `names` that the file defines in its symbol table (.symtab), each as it is first; null for a stripped file.
 * The string table is searched for the names first, then the symbols for those that point there:
 * a linker lets "dlopen" share the end of "my_dlopen", so finding the text alone proves nothing.
 * Source: gABI, chapter 4 "Symbol Table".
 */
export const symbolsNamed = (
  source: ByteSource,
  layout: ElfEncoding,
  sections: SectionTable,
  names: TextSet,
): ReadonlyMap<string, DefinedSymbol> | null => {
  const table = sections.ofType(sectionType.symtab);
  const strings = table && sections.at(table.link);
  if (!table || strings?.type !== sectionType.strtab) return null;

  const nameAt = new Map<number, string>();
  searchText(source, [strings], names, (text, { offset }) => {
    nameAt.set(offset - strings.offset, text.slice(0, -1));
  });

  const entrySize = layout.is64 ? 24 : 16;
  const count = Math.min(Math.floor(table.size / entrySize), maxSymbols);
  const found = new Map<string, DefinedSymbol>();
  for (let index = 0; nameAt.size > 0 && index < count; index += chunkEntries) {
    const wanted = Math.min(chunkEntries, count - index) * entrySize;
    const f = new Fields(readRange(source, table.offset + index * entrySize, wanted), layout);
    if (f.length === 0) break;
    for (let at = 0; at + entrySize <= f.length; at += entrySize) {
      const name = nameAt.get(f.u32(at));
      // st_shndx 0 (SHN_UNDEF): asked for, not defined here.
      if (name === undefined || found.has(name) || f.u16(at + (layout.is64 ? 6 : 14)) === 0) continue;
      const address = f.word(at + (layout.is64 ? 8 : 4));
      found.set(name, { address, type: f.u8(at + (layout.is64 ? 4 : 12)) & 15 });
    }
  }
  return found;
};

const maxImportsRead = 64 * 1024;

/**
 * Whether a library asks for symbols of others in its dynamic symbol table; null where no section
 * says where that is. Weak ones do not count: every library asks for __cxa_finalize, and does without.
 */
export const importsSymbols = (source: ByteSource, layout: ElfEncoding, sections: SectionTable): boolean | null => {
  const table = sections.ofType(sectionType.dynsym);
  if (!table) return null;
  const entrySize = layout.is64 ? 24 : 16;
  const f = new Fields(readRange(source, table.offset, table.size, maxImportsRead), layout);
  for (let at = entrySize; at + entrySize <= f.length; at += entrySize) {
    const weak = f.u8(at + (layout.is64 ? 4 : 12)) >> 4 === 2;
    if (!weak && f.u16(at + (layout.is64 ? 6 : 14)) === 0) return true;
  }
  return false;
};
