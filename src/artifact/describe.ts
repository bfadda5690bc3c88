import { maskDeep, maskSecrets } from '../text/mask-secrets.js';
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
  const about = { ...emptyDescription, sizeBytes: source.size };
  return masked(
    isElf(start) ? { ...about, ...parseElf(source), format: 'elf' } : { ...about, kind: otherFormat(start) },
  );
};

/** Texts of the file itself may hold a credential: the first line of a script, a path, the name of a library. */
const masked = (found: Description): Description => {
  const { kind, interpreter, needed, runtimeNeeds, error } = found;
  const texts = [kind, interpreter, ...needed, ...runtimeNeeds.map(({ what }) => what), error].join('\n');
  return maskSecrets(texts) === texts ? found : maskDeep(found);
};
