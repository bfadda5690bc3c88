import { type ByteSource, latin1, readRange, utf8 } from '../byte-source.js';
import { type ElfEncoding, Fields } from '../fields.js';
import { fileOffset, type Segment } from '../program-headers.js';

/** A module as Go's linker wrote it down. */
export interface GoModule {
  readonly path: string;
  /** Null for `(devel)`, and for a module in a folder. */
  readonly version: string | null;
}

/** What Go's linker writes into each program (`go version -m`). Source: go, src/debug/buildinfo/buildinfo.go. */
export interface GoBuildInfo {
  /** As "1.22.3". */
  readonly version: string | null;
  readonly main: GoModule | null;
  readonly modules: readonly GoModule[];
  readonly settings: ReadonlyMap<string, string>;
}

const magic = '\xff Go buildinf:';
const headBytes = 32;
const maxVersionBytes = 1024;
/** Kubernetes, with some 500 modules, has 60 kB. */
const maxInfoBytes = 4 * 1024 * 1024;

/**
 * Reads the build information at `offset` of a file.
 * @param offset where the section `.go.buildinfo` begins
 * @returns null where there is none
 */
export const readGoBuildInfo = (
  source: ByteSource,
  segments: readonly Segment[],
  offset: number,
): GoBuildInfo | null => {
  const head = readRange(source, offset, headBytes);
  if (head.length < headBytes || !latin1(head).startsWith(magic)) return null;
  const flags = head[15] ?? 0;
  const texts =
    (flags & 2) !== 0
      ? inlineTexts(source, offset + headBytes)
      : pointedTexts(source, { is64: head[14] === 8, little: (flags & 1) === 0 }, segments, head);
  const [version, info] = texts;
  return { version: /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)/.exec(version)?.[1] ?? null, ...parseInfo(info) };
};

/** Go 1.18 and later: two strings, each after its length. */
const inlineTexts = (source: ByteSource, offset: number): readonly [string, string] => {
  const version = prefixed(source, offset, maxVersionBytes);
  if (version === null) return ['', ''];
  const info = prefixed(source, version.end, maxInfoBytes);
  return [version.text, info?.text ?? ''];
};

/** A string after its length as a varint (encoding/binary); null where it does not fit. */
const prefixed = (source: ByteSource, offset: number, limit: number): { text: string; end: number } | null => {
  const bytes = readRange(source, offset, 5);
  let length = 0;
  for (const [at, byte] of bytes.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte >= 0x80) continue;
    const start = offset + at + 1;
    return length > limit ? null : { text: whole(source, start, length), end: start + length };
  }
  return null;
};

/** More than one `readRange`, since a large program has more than it gives at once. */
const whole = (source: ByteSource, offset: number, length: number): string => {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < length; ) {
    const piece = readRange(source, offset + at, length - at);
    if (piece.length === 0) break;
    pieces.push(Uint8Array.from(piece));
    at += piece.length;
  }
  const bytes = Buffer.concat(pieces);
  return utf8(bytes, bytes.length);
};

/** Before Go 1.18: pointers to Go strings, which are a pointer and a length. */
const pointedTexts = (
  source: ByteSource,
  layout: ElfEncoding,
  segments: readonly Segment[],
  head: Uint8Array,
): readonly [string, string] => {
  const size = layout.is64 ? 8 : 4;
  const text = (pointer: number, limit: number): string => {
    const at = fileOffset(segments, pointer);
    if (at === null) return '';
    const f = new Fields(readRange(source, at, 2 * size), layout);
    const start = fileOffset(segments, f.word(0));
    const length = f.word(size);
    return start === null || length > limit ? '' : whole(source, start, length);
  };
  const f = new Fields(head, layout);
  return [text(f.word(16), maxVersionBytes), text(f.word(16 + size), maxInfoBytes)];
};

/** Lines of words between tabs, between two sentinels (cmd/go/internal/modload/build.go). */
const parseInfo = (framed: string): Omit<GoBuildInfo, 'version'> => {
  let main: GoModule | null = null;
  const modules: GoModule[] = [];
  const settings = new Map<string, string>();
  // Cut by characters: the sentinels are 16 bytes each, of which the decoder may have joined some; the lines begin with a known word.
  const start = Math.max(0, framed.search(/(?:path|mod|dep|build)\t/));
  for (const line of framed.slice(start).split('\n')) {
    const [word, first = '', second = ''] = line.split('\t');
    const module = { path: first, version: /^v\d/.test(second) ? second : null };
    if (word === 'mod') main ??= module;
    else if (word === 'dep' && first !== '') modules.push(module);
    else if (word === '=>') {
      // It replaced the one before it; one in a folder has no name of its own.
      const replaced = modules.pop();
      if (replaced) modules.push(/^\.{0,2}\//.test(first) ? { path: replaced.path, version: null } : module);
    } else if (word === 'build') {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(first) ?? [];
      if (name !== '') settings.set(name, value);
    }
  }
  return { main, modules, settings };
};
