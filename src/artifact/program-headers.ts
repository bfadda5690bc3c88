import { type ByteSource, readRange } from './byte-source.js';
import type { ElfHeader } from './elf-header.js';
import { Fields } from './fields.js';

/** One segment. Source: gABI, chapter 5 "Program Header". */
export interface Segment {
  readonly type: number;
  /** PF_X 1, PF_W 2, PF_R 4. */
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly align: number;
}

export const segmentType = { load: 1, dynamic: 2, interp: 3, note: 4, gnuStack: 0x6474e551 } as const;

/** Linux refuses a program with more than 64 KiB of program headers (fs/binfmt_elf.c, load_elf_phdrs). */
const maxTableBytes = 64 * 1024;

/** The segments, in file order; those that lie wholly in the table that is there. */
export const readSegments = (source: ByteSource, header: ElfHeader): readonly Segment[] => {
  const { offset, entrySize, count } = header.programHeaders;
  const size = header.is64 ? 56 : 32;
  if (count === 0 || entrySize < size) return [];
  const f = new Fields(readRange(source, offset, count * entrySize, maxTableBytes), header);
  const segments: Segment[] = [];
  for (let at = 0; at + size <= f.length; at += entrySize) {
    segments.push(
      header.is64
        ? {
            type: f.u32(at),
            flags: f.u32(at + 4),
            offset: f.u64(at + 8),
            address: f.u64(at + 16),
            fileSize: f.u64(at + 32),
            memorySize: f.u64(at + 40),
            align: f.u64(at + 48),
          }
        : {
            type: f.u32(at),
            flags: f.u32(at + 24),
            offset: f.u32(at + 4),
            address: f.u32(at + 8),
            fileSize: f.u32(at + 16),
            memorySize: f.u32(at + 20),
            align: f.u32(at + 28),
          },
    );
  }
  return segments;
};

/** Where the byte that is loaded at `address` is in the file; null where no segment maps it. */
export const fileOffset = (segments: readonly Segment[], address: number): number | null => {
  for (const { type, address: start, fileSize, offset } of segments) {
    if (type === segmentType.load && address >= start && address < start + fileSize) return offset + (address - start);
  }
  return null;
};
