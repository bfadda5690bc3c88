import type { Artifact } from './artifact.js';
import { type ByteSource, readRange } from './byte-source.js';
import { isElf } from './elf-header.js';
import { otherFormat } from './other-format.js';
import { parseElf } from './parse-elf.js';

/** All that bytes alone show about a file. */
export type Description = Omit<Artifact, 'path'>;

/** Nothing known yet. */
export const emptyDescription: Description = {
  format: 'other',
  kind: null,
  class: null,
  machine: null,
  endian: null,
  type: null,
  linkage: null,
  interpreter: null,
  needed: [],
  libc: null,
  libcEvidence: [],
  glibcMinimum: null,
  packer: null,
  stripped: null,
  debugInfo: null,
  buildId: null,
  runtimeNeeds: [],
  glibcDifferences: null,
  sizeBytes: null,
  error: null,
};

/** Says what a file is. Never throws, whatever the bytes; reads a bounded part of them. */
export const describe = (source: ByteSource): Description => {
  const start = readRange(source, 0, 512);
  if (isElf(start)) return { ...emptyDescription, ...parseElf(source), format: 'elf', sizeBytes: source.size };
  return { ...emptyDescription, kind: otherFormat(start), sizeBytes: source.size };
};
