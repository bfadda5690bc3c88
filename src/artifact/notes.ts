import { type ByteSource, latin1, readRange } from './byte-source.js';
import { type ElfEncoding, Fields } from './fields.js';
import { type Segment, segmentType } from './program-headers.js';
import type { Range } from './search-text.js';
import { type SectionTable, sectionType } from './section-headers.js';

/** One note: its owner, its type (a number of the owner's), and what it says. Source: gABI, chapter 5 "Note Section". */
export interface ElfNote {
  readonly owner: string;
  readonly type: number;
  readonly description: Uint8Array;
}

const maxNoteBytes = 64 * 1024;
const maxRanges = 64;

/**
 * All notes by segment; also those by section where the segments name no build (object files have no segments, and
 * Go's linker leaves the GNU build id out of them).
 */
export const readNotes = (
  source: ByteSource,
  layout: ElfEncoding,
  segments: readonly Segment[],
  sections: SectionTable,
): ElfNote[] => {
  const read = (ranges: readonly (Range & { readonly align: number })[]): ElfNote[] =>
    ranges.slice(0, maxRanges).flatMap(({ offset, size, align }) => {
      return parseNotes(readRange(source, offset, size, maxNoteBytes), layout, align === 8 ? 8 : 4);
    });
  const bySegment = read(
    segments
      .filter(({ type }) => type === segmentType.note)
      .map(({ offset, fileSize, align }) => ({ offset, size: fileSize, align })),
  );
  if (buildIdOf(bySegment) !== null) return bySegment;
  const ranges = sections.allOfType(sectionType.note).map(({ offset, size }) => ({ offset, size, align: 4 }));
  return [...bySegment, ...read(ranges)];
};

/** The notes of one range; name and description are padded to `align` bytes. */
const parseNotes = (bytes: Uint8Array, layout: ElfEncoding, align: 4 | 8): ElfNote[] => {
  const f = new Fields(bytes, layout);
  const pad = (size: number) => Math.ceil(size / align) * align;
  const notes: ElfNote[] = [];
  let at = 0;
  while (at + 12 <= bytes.length) {
    const nameSize = f.u32(at);
    const size = f.u32(at + 4);
    const nameAt = at + 12;
    // With 8-byte alignment the padding counts from the note's start, header included.
    const descriptionAt = at + pad(12 + nameSize);
    const end = descriptionAt + size;
    if (end > bytes.length) break;
    notes.push({
      owner: latin1(bytes.subarray(nameAt, nameAt + nameSize)).replace(/\0+$/, ''),
      type: f.u32(at + 8),
      description: bytes.subarray(descriptionAt, end),
    });
    at += pad(end - at);
  }
  return notes;
};

/** NT_GNU_BUILD_ID as hexadecimal digits; null where there is none. */
export const buildIdOf = (notes: readonly ElfNote[]): string | null => {
  const note = notes.find(({ owner, type }) => owner === 'GNU' && type === 3);
  return note && note.description.length > 0 ? Buffer.from(note.description.subarray(0, 64)).toString('hex') : null;
};
