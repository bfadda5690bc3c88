import { has, noteOn, type SourceNote, type SourceRule } from './rule.js';

const hostFolders = /-[LI]\s*\/usr\/(?:lib|include)(?:\/[\w-]+-linux-gnu)?(?=[\s"']|$)/;

const hostFoldersInMusl: SourceRule = (lines) =>
  has(lines, /musl-(?:gcc|clang)|linux-musl/)
    ? noteOn(
        lines,
        hostFolders,
        'host-glibc-leaks-into-musl-link',
        "musl-gcc is given folders of the host's glibc; remove -L and -I for /usr, and use archives that were built with musl-gcc.",
        0.9,
      )
    : [];

// Each looked for by itself: one pattern for both would try every pair of a line that is made to mislead it.
const staticShared: SourceRule = (lines): readonly SourceNote[] => {
  const both = [/-static\b(?!-)/, /-shared\b/, /\s-(?:static|shared)\b/];
  const line = lines.findIndex((each) => both.every((pattern) => pattern.test(each)));
  if (line < 0) return [];
  const what = 'This line links a shared library with -static; keep -static for programs.';
  return [{ cause: 'static-flag-on-shared-library', line: line + 1, what, confidence: 0.85 }];
};

const muslCxx: SourceRule = (lines) =>
  noteOn(lines, /\bmusl-(?:g|c)\+\+/, 'musl-cxx-missing', 'musl-tools has no C++ compiler.', 0.8);

/** Anything that changes a file after upx breaks it. */
export const stripAfterUpx: SourceRule = (lines): readonly SourceNote[] => {
  const packed = lines.findIndex(packs);
  if (packed < 0) return [];
  const stripped = lines.findIndex((line, index) => index > packed && /\b(?:strip|objcopy|patchelf)\s/.test(line));
  if (stripped < 0) return [];
  const what = 'The file is changed after packing; strip first and pack last.';
  return [{ cause: 'upx-packed-file-altered', line: stripped + 1, what, confidence: 0.75 }];
};

/** Whether a line calls upx to pack: with none of the options behind it that unpack, test or list. */
const packs = (line: string): boolean => {
  const [last] = [...line.matchAll(/\bupx\s/g)].slice(-1);
  return last !== undefined && !/-[dtl]\b/.test(line.slice(last.index));
};

export const makefileRules: readonly SourceRule[] = [hostFoldersInMusl, staticShared, muslCxx, stripAfterUpx];
