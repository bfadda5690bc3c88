import type { Linkage } from './artifact.js';
import type { DynamicSection } from './dynamic-section.js';
import { type ElfHeader, elfType } from './elf-header.js';
import { type Segment, segmentType } from './program-headers.js';

/**
 * How the kernel will run it (fs/binfmt_elf.c): it starts the loader that PT_INTERP names, or else
 * the file itself. Section headers do not count, so stripping changes nothing. Null: a core file,
 * or a type that Linux does not run.
 */
export const linkageOf = (
  header: ElfHeader,
  segments: readonly Segment[],
  dynamic: DynamicSection | null,
): Linkage | null => {
  if (header.type === elfType.rel) return 'relocatable';
  if (header.type !== elfType.exec && header.type !== elfType.dyn) return null;
  if (segments.some(({ type }) => type === segmentType.interp)) return 'dynamic';
  const needsLibraries = (dynamic?.needed.length ?? 0) > 0;
  if (header.type === elfType.exec) return needsLibraries ? 'dynamic' : 'static';
  // A program (DF_1_PIE), or something with no dynamic section at all, which nothing can load as a library.
  const program = dynamic?.pie || (dynamic === null && header.entry !== 0 && segments.length > 0);
  if (!program) return 'shared-library';
  return needsLibraries ? 'dynamic' : 'static-pie';
};
