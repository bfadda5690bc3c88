import { type Segment, segmentType } from './program-headers.js';
import type { Range } from './search-text.js';
import { type SectionTable, sectionFlag, sectionType } from './section-headers.js';

/** Read-only data by section, or without sections all that is loaded and not writable. */
export const textRanges = (segments: readonly Segment[], sections: SectionTable | null): Range[] => {
  const readOnly = [...(sections ?? [])].filter(
    ({ type, flags }) =>
      type === sectionType.progbits &&
      (flags & sectionFlag.alloc) !== 0 &&
      (flags & (sectionFlag.write | sectionFlag.execute)) === 0,
  );
  const rodata = readOnly.filter(
    ({ name }) => !/^\.(?:eh_frame|gcc_except_table|gopclntab|typelink|itablink|rel|dynsym|gnu\.|hash)/.test(name),
  );
  if (rodata.length > 0) return rodata;
  return segments
    .filter(({ type, flags }) => type === segmentType.load && (flags & 2) === 0)
    .map(({ offset, fileSize }) => ({ offset, size: fileSize }));
};
