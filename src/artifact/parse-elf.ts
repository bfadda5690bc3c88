import { type Artifact, isStatic as isStaticProgram } from './artifact.js';
import { type ByteSource, cString, readRange } from './byte-source.js';
import { readDynamicSection } from './dynamic-section.js';
import { type ElfHeader, elfType, parseElfHeader } from './elf-header.js';
import { startsLikeMusl } from './entry-code.js';
import { differenceSymbols, glibcDifferencesOf } from './glibc-differences.js';
import { glibcMinimum } from './glibc-version.js';
import { goFunctionNames } from './go-function-names.js';
import { goNeedsOf } from './go-needs.js';
import { anyLibcSymbols, dynamicLibc, type LibcVerdict, libcByText, libcSymbols, staticLibc } from './libc.js';
import { linkageOf } from './linkage.js';
import { armArchOf, emArm, machineName } from './machines.js';
import { type BinaryMarker, goFunctionTable, type Markers, markerOf, needAndLibcSet, needSet } from './markers.js';
import { buildIdOf, type ElfNote, readNotes } from './notes.js';
import { readSegments, type Segment, segmentType } from './program-headers.js';
import { needSymbols, runtimeNeedsOf } from './runtime-needs.js';
import { type Range, searchText } from './search-text.js';
import { type Section, SectionTable, sectionType } from './section-headers.js';
import { definedSymbols, importsSymbols, symbolSet } from './symbols.js';
import { textRanges } from './text-ranges.js';
import { isUpxPacked } from './upx.js';

/** What the ELF format itself says; the keys of an artifact that do not come from the file system. */
export type ElfDescription = Partial<Omit<Artifact, 'path' | 'format' | 'sizeBytes' | 'kind'>>;

const typeNames: Readonly<Record<number, Artifact['type']>> = {
  [elfType.rel]: 'rel',
  [elfType.exec]: 'exec',
  [elfType.dyn]: 'dyn',
  [elfType.core]: 'core',
};

const maxInterpreter = 4096;
const tellingSymbols = symbolSet([...Object.keys(libcSymbols), ...anyLibcSymbols, ...needSymbols]);
const ofMusl = symbolSet(differenceSymbols('musl'));
const ofOthers = symbolSet(differenceSymbols('glibc'));

/**
 * Reads an ELF file: headers, dynamic section and notes always, symbols and read-only text only of
 * static programs, whose C library and run-time needs nothing else shows. Never throws; what is
 * damaged is null and `error` says so.
 */
export const parseElf = (source: ByteSource): ElfDescription => {
  const header = parseElfHeader(source);
  if (typeof header === 'string') return { error: header };

  const segments = readSegments(source, header);
  const sections = new SectionTable(source, header);
  const dynamic = readDynamicSection(source, header, segments);
  const notes = readNotes(source, header, segments, sections);
  const linkage = linkageOf(header, segments, dynamic);
  const interpreter = interpreterOf(source, segments);
  const packed = linkage !== 'relocatable' && linkage !== null && isUpxPacked(source, header, segments);
  const isStatic = isStaticProgram({ linkage });

  const freePascal = isStatic && sections.has('.fpcdata');
  const symbols = isStatic && !packed ? definedSymbols(source, header, sections, tellingSymbols) : null;
  const structure =
    isStatic && !packed
      ? staticLibc({
          notes,
          muslStart: startsLikeMusl(source, header, segments),
          symbols,
          go: builtByGo(notes, sections),
          freePascal,
        })
      : null;
  // Not of Go without C: it looks for no file by a C library's rules, and its texts are many megabytes.
  const searched = isStatic && !packed && structure?.libc !== 'none';
  const markers = searched ? findMarkers(source, segments, sections, structure === null) : noMarkers;

  const isGo =
    isStatic &&
    !packed &&
    (builtByGo(notes, sections) || (structure === null && hasGoFunctions(source, header, segments)));

  const { libc, evidence } = ((): { libc: Artifact['libc']; evidence: readonly string[] } => {
    if (linkage === null || linkage === 'relocatable') return { libc: null, evidence: [] };
    if (packed && isStatic) return { libc: 'unknown', evidence: ['packed by UPX: not readable'] };
    if (!isStatic) {
      const own = {
        muslStart: () => startsLikeMusl(source, header, segments),
        imports: () => importsSymbols(source, header, sections),
      };
      return dynamicLibc(interpreter, dynamic, notes, own);
    }
    const verdict: LibcVerdict = structure ?? libcByText(markers);
    if (verdict.evidence.length > 0) return verdict;
    if (freePascal) return { libc: 'none', evidence: ['built by Free Pascal, no sign of C'] };
    if (!isGo) return verdict;
    return { libc: 'none', evidence: ['function table of Go, no sign of C'] };
  })();

  return {
    class: header.is64 ? 64 : 32,
    machine: machineName(header, header.machine === emArm ? armArch(source, sections) : null),
    endian: header.little ? 'little' : 'big',
    type: typeNames[header.type] ?? null,
    linkage,
    interpreter,
    needed: dynamic?.needed ?? [],
    libc,
    libcEvidence: evidence,
    glibcMinimum: glibcMinimum(dynamic),
    packer: packed ? 'upx' : null,
    stripped: sections.ofType(sectionType.symtab) ? false : sections.complete ? true : null,
    debugInfo: sections.has('.debug_info') || sections.has('.zdebug_info') ? true : sections.complete ? false : null,
    buildId: buildIdOf(notes),
    runtimeNeeds: runtimeNeedsOf({
      linkage,
      interpreter,
      runPath: dynamic?.runPath ?? null,
      libc,
      packed,
      markers,
      symbols,
      go: isGo ? goNeedsOf(source, goFunctionRanges(source, header, segments, sections)) : [],
    }),
    glibcDifferences: glibcDifferencesOf({
      linkage,
      libc,
      symbols: (of) => symbols && definedSymbols(source, header, sections, of === 'musl' ? ofMusl : ofOthers),
      stackBytes: segments.find(({ type }) => type === segmentType.gnuStack)?.memorySize ?? 0,
    }),
    error: damage(source, header, segments, sections),
  };
};

/** By its note, or by its sections where the note was left out (-buildid=). */
const builtByGo = (notes: readonly ElfNote[], sections: SectionTable): boolean =>
  notes.some(({ owner }) => owner === 'Go') || sections.has('.gopclntab') || sections.has('.go.buildinfo');

const interpreterOf = (source: ByteSource, segments: readonly Segment[]): string | null => {
  const segment = segments.find(({ type }) => type === segmentType.interp);
  // A file of debug info alone keeps the header of the segment, but nothing in it.
  return segment ? cString(readRange(source, segment.offset, segment.fileSize, maxInterpreter)) || null : null;
};

const armArch = (source: ByteSource, sections: SectionTable): number | null => {
  const section = sections.ofType(sectionType.armAttributes);
  return section ? armArchOf(readRange(source, section.offset, section.size, 1024)) : null;
};

const noMarkers: Markers = new Map();

const findMarkers = (
  source: ByteSource,
  segments: readonly Segment[],
  sections: SectionTable,
  libcUnknown: boolean,
): Markers => {
  const found = new Map<BinaryMarker, string>();
  searchText(source, textRanges(segments, sections), libcUnknown ? needAndLibcSet : needSet, (literal, match) => {
    const [marker, text] = markerOf(literal, match) ?? [];
    if (marker && text && !found.has(marker)) found.set(marker, text);
  });
  return found;
};

/** Where the names of Go's functions are: in its section, named otherwise in a PIE, or without sections in all that is read-only. */
const goFunctionRanges = (
  source: ByteSource,
  { little }: ElfHeader,
  segments: readonly Segment[],
  sections: SectionTable,
): readonly Range[] => {
  const tables = [...sections].filter(({ name }) => name.endsWith('gopclntab'));
  if (tables.length === 0) return textRanges(segments, null);
  return tables.map((table) => goFunctionNames(source, table, little) ?? table);
};

const hasGoFunctions = (source: ByteSource, { little }: ElfHeader, segments: readonly Segment[]): boolean => {
  let found = false;
  searchText(source, textRanges(segments, null), goFunctionTable[little ? 'little' : 'big'], () => {
    found = true;
  });
  return found;
};

/** A file that ends before what its headers promise, as after an interrupted download. */
const damage = (
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  sections: SectionTable,
): string | null => {
  const { programHeaders, sectionHeaders } = header;
  if (header.type === elfType.core) return null;
  let end = programHeaders.offset + programHeaders.count * programHeaders.entrySize;
  end = Math.max(end, sectionHeaders.offset + sectionHeaders.count * sectionHeaders.entrySize);
  for (const { type, offset, fileSize } of segments) {
    if (type === segmentType.load) end = Math.max(end, offset + fileSize);
  }
  if (end <= source.size || isWhole(source, sections)) return null;
  return `truncated: its headers declare ${end} bytes, but there are ${source.size}`;
};

/** Debug info that was split off (eu-strip -f) keeps the segments of the whole program; by its sections nothing is missing. */
const isWhole = (source: ByteSource, sections: SectionTable): boolean => {
  const all = [...sections];
  const fits = ({ type, offset, size }: Section) => type === sectionType.nobits || offset + size <= source.size;
  return sections.complete && all.length > 0 && all.every(fits);
};
