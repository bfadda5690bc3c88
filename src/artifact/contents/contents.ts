import { type ByteSource, readRange } from '../byte-source.js';
import type { Description } from '../describe.js';
import { type ElfHeader, parseElfHeader } from '../elf-header.js';
import { readSegments, type Segment, segmentType } from '../program-headers.js';
import { searchText, textSet } from '../search-text.js';
import { type Section, SectionTable } from '../section-headers.js';
import { textRanges } from '../text-ranges.js';
import { auditSection, readAuditedCrates } from './cargo-auditable.js';
import type { Component, ComponentEvidence, Contents } from './component.js';
import { findLibraries } from './find-libraries.js';
import { type GoBuildInfo, type GoModule, readGoBuildInfo } from './go-build-info.js';

const nothing: Contents = { components: [], gaps: [] };

/**
 * What is inside a program: libraries by their traces, Go modules and crates by what their linkers wrote down. Never
 * throws, whatever the bytes; reads a bounded part of them.
 */
export const contentsOf = (source: ByteSource, description: Description): Contents => {
  if (description.linkage === null || description.linkage === 'relocatable') return nothing;
  if (description.packer !== null)
    return { components: [], gaps: ['It is packed by UPX, which hides what is inside.'] };
  const header = parseElfHeader(source);
  if (typeof header === 'string') return nothing;
  const segments = readSegments(source, header);
  const sections = new SectionTable(source, header);
  const gaps: string[] = [];

  const info = goBuildInfo(source, header, segments, sections);
  const components: Component[] = info === null ? [] : goComponents(info);
  const section = named(sections, auditSection);
  const audited = section && readAuditedCrates(readSection(source, section));
  if (audited === null) gaps.push(`The list of crates from cargo-auditable (section ${auditSection}) is damaged.`);
  for (const { name, version, source: from, root } of audited ?? [])
    if (!root) components.push(crate(name, version, from === 'crates.io'));

  // Go without C has modules only, and their texts are many megabytes.
  const c = info === null || info.settings.get('CGO_ENABLED') === '1' || description.libc !== 'none';
  const ranges = textRanges(segments, sections);
  const linked = { source, header, segments };
  const libraries = findLibraries(linked, sections, c ? ranges : [], description, info !== null);
  if (!libraries.searched) gaps.push('Only the first 32 MiB of its read-only data were searched.');
  const known = new Set(components.map(({ purl }) => purl));
  components.push(...libraries.components.filter(({ purl }) => purl === null || !known.has(purl)));
  if (description.stripped !== false && c)
    gaps.push('It has no symbols, so libraries that leave no text are not found.');
  return { components, gaps };
};

const maxSectionBytes = 1024 * 1024;

/** A section's bytes, in more than one piece where that is needed. */
const readSection = (source: ByteSource, { offset, size }: Section): Uint8Array => {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < Math.min(size, maxSectionBytes); ) {
    const piece = readRange(source, offset + at, size - at);
    if (piece.length === 0) break;
    pieces.push(Uint8Array.from(piece));
    at += piece.length;
  }
  return Buffer.concat(pieces);
};

const named = (sections: SectionTable, name: string): Section | undefined => {
  if (!sections.has(name)) return undefined;
  for (const section of sections) if (section.name === name) return section;
  return undefined;
};

const goMagic = textSet(['\xff Go buildinf:']);

/** By its section, or without section headers by its magic, which stands at an address that 16 divides. */
const goBuildInfo = (
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  sections: SectionTable,
): GoBuildInfo | null => {
  const section = named(sections, '.go.buildinfo');
  const offsets = section ? [section.offset] : [];
  if (header.sectionHeaders.count === 0) {
    const ranges = segments.filter(({ type }) => type === segmentType.load);
    const asRanges = ranges.map(({ offset, fileSize }) => ({ offset, size: fileSize }));
    searchText(source, asRanges, goMagic, (_, { offset }) => offset % 16 === 0 && offsets.push(offset));
  }
  for (const offset of offsets.slice(0, 16)) {
    const info = readGoBuildInfo(source, segments, offset);
    if (info !== null) return info;
  }
  return null;
};

const buildInfo: readonly ComponentEvidence[] = (['name', 'version'] as const).map((field) => ({
  field,
  what: 'build information of Go',
  offset: null,
}));

const goComponents = ({ version, modules }: GoBuildInfo): Component[] => [
  {
    name: 'stdlib',
    title: 'Go standard library',
    version,
    kind: 'go-module',
    purl: version === null ? null : `pkg:golang/stdlib@${version}`,
    cpe: 'golang:go',
    evidence: buildInfo,
  },
  ...modules.map(goModule),
];

const goModule = ({ path, version }: GoModule): Component => ({
  name: path,
  title: path,
  version,
  kind: 'go-module',
  purl:
    version === null
      ? null
      : `pkg:golang/${path.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`,
  cpe: null,
  evidence: buildInfo,
});

const crate = (name: string, version: string, fromIndex: boolean): Component => ({
  name,
  title: name,
  version,
  kind: 'crate',
  purl: fromIndex ? `pkg:cargo/${encodeURIComponent(name)}@${encodeURIComponent(version)}` : null,
  cpe: null,
  evidence: (['name', 'version'] as const).map((field) => ({ field, what: 'list of cargo-auditable', offset: null })),
});
