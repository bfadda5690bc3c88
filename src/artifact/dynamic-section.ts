import { type ByteSource, cString, readRange, utf8 } from './byte-source.js';
import { type ElfEncoding, Fields } from './fields.js';
import { fileOffset, type Segment, segmentType } from './program-headers.js';

/** Instructions for the dynamic linker. Source: gABI, chapter 5 "Dynamic Section". */
export interface DynamicSection {
  /** DT_NEEDED, in file order. */
  readonly needed: readonly string[];
  readonly soname: string | null;
  /** DT_RPATH or DT_RUNPATH. */
  readonly runPath: string | null;
  /** DF_1_PIE: a program, not a library (binutils 2.26 and later, lld, mold). */
  readonly pie: boolean;
  /** Versions asked of each library (DT_VERNEED). */
  readonly versionsNeeded: readonly VersionNeed[];
}

interface VersionNeed {
  readonly library: string;
  readonly versions: readonly string[];
}

const tag = {
  null: 0,
  needed: 1,
  strtab: 5,
  soname: 14,
  rpath: 15,
  runpath: 29,
  flags1: 0x6ffffffb,
  verneed: 0x6ffffffe,
} as const;
const df1Pie = 0x08000000;

/** A name in a string table is cut here; Linux paths end at 4096 (PATH_MAX). */
const maxName = 4096;
const maxDynamicBytes = 64 * 1024;
/** More libraries, or versions of one library, than any file has; ends chains that go in circles. */
const maxVersionEntries = 4096;
const maxVersionBytes = 8192;

/** Reads PT_DYNAMIC by program header, as the kernel and ld.so do; null where there is none. */
export const readDynamicSection = (
  source: ByteSource,
  layout: ElfEncoding,
  segments: readonly Segment[],
): DynamicSection | null => {
  const segment = segments.find(({ type }) => type === segmentType.dynamic);
  if (!segment) return null;
  const entrySize = layout.is64 ? 16 : 8;
  const f = new Fields(readRange(source, segment.offset, segment.fileSize, maxDynamicBytes), layout);

  const neededAt: number[] = [];
  const values = new Map<number, number>();
  for (let at = 0; at + entrySize <= f.length; at += entrySize) {
    const entryTag = f.word(at);
    const value = f.word(at + entrySize / 2);
    if (entryTag === tag.null) break;
    if (entryTag === tag.needed) neededAt.push(value);
    else values.set(entryTag, value);
  }

  const strings = values.get(tag.strtab);
  const stringsOffset = strings === undefined ? null : fileOffset(segments, strings);
  const name = (index: number | undefined): string | null =>
    index === undefined || stringsOffset === null ? null : nameAt(source, stringsOffset + index);

  const versions = values.get(tag.verneed);
  const versionsOffset = versions === undefined ? null : fileOffset(segments, versions);
  return {
    needed: neededAt.map(name).filter((text) => text !== null),
    soname: name(values.get(tag.soname)),
    runPath: name(values.get(tag.runpath) ?? values.get(tag.rpath)),
    pie: ((values.get(tag.flags1) ?? 0) & df1Pie) !== 0,
    versionsNeeded: versionsOffset === null ? [] : readVersionNeeds(source, layout, versionsOffset, name),
  };
};

/** A NUL-ended name at a file offset; most are short, so a small piece is tried first. */
const nameAt = (source: ByteSource, offset: number): string | null => {
  const start = readRange(source, offset, 128);
  if (start.length === 0) return null;
  const end = start.indexOf(0);
  return end < 0 ? cString(readRange(source, offset, maxName)) : utf8(start, end);
};

/**
 * Elf_Verneed and Elf_Vernaux chains, the same for both classes.
 * Source: LSB Core, "Symbol Versioning", 10.7.4 Version Requirements.
 */
const readVersionNeeds = (
  source: ByteSource,
  layout: ElfEncoding,
  start: number,
  name: (index: number) => string | null,
): VersionNeed[] => {
  // In one piece: the entries of all libraries lie together.
  const f = new Fields(readRange(source, start, maxVersionBytes), layout);
  const needs: VersionNeed[] = [];
  let budget = maxVersionEntries;
  let at = 0;
  while (budget-- > 0) {
    const versions: string[] = [];
    let auxiliary = at + f.u32(at + 8);
    for (let count = f.u16(at + 2); count > 0 && budget-- > 0; count -= 1) {
      const version = name(f.u32(auxiliary + 8));
      if (version !== null) versions.push(version);
      const next = f.u32(auxiliary + 12);
      if (next === 0) break;
      auxiliary += next;
    }
    needs.push({ library: name(f.u32(at + 4)) ?? '', versions });
    const next = f.u32(at + 12);
    if (next === 0) break;
    at += next;
  }
  return needs;
};
