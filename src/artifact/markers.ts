import { type TextMatch, type TextSet, textSet } from './search-text.js';

/**
 * Texts in the read-only data of a program that tell where its code comes from and what it will
 * look for. Literal on purpose: that is ten times faster to search than any wildcard.
 */
const literals = {
  // glibc: elf/dl-tunables.c (ended there; valgrind sets "GLIBC_TUNABLES=..." for others), start-up errors, banner
  glibcTunables: ['GLIBC_TUNABLES\0'],
  glibcFatal: ['Fatal glibc error: '],
  glibcBanner: ['GNU C Library ('],
  // musl: src/stdio/vfprintf.c, src/errno/__strerror.h, src/ldso/dlerror.c, src/locale/locale_map.c
  muslPrintf: ['-0X+0X 0X-0x+0x 0x'],
  muslErrno: ['No error information\0'],
  muslDlopen: ['Dynamic loading not supported\0'],
  muslLocalePath: ['MUSL_LOCPATH\0'],
  uclibc: ['__uClibc_main', '/lib/ld-uClibc', '/lib/ld64-uClibc'],
  bionic: ['/system/bin/linker\0', '/system/bin/linker64\0'],

  nss: ['libnss_%s', 'libnss_files', 'libnss_dns', '/etc/nsswitch.conf'],
  resolver: ['/etc/resolv.conf'],
  accounts: ['/etc/passwd\0', '/etc/group\0'],
  shell: ['/bin/sh\0'],
  timeZones: ['/usr/share/zoneinfo'],
  terminfo: ['/usr/share/terminfo', '/etc/terminfo', '/lib/terminfo'],
  certificates: ['/etc/ssl/certs', '/etc/pki/tls', 'ca-certificates.crt', '/ssl/cert.pem'],
  nixStore: ['/nix/store/'],
  muslLoader: ['/lib/ld-musl-'],
} as const;

export type BinaryMarker = keyof typeof literals;

/** The text that was found for each marker. */
export type Markers = ReadonlyMap<BinaryMarker, string>;

const markerOfText = new Map<string, BinaryMarker>();
for (const marker of Object.keys(literals) as BinaryMarker[])
  for (const text of literals[marker]) markerOfText.set(text, marker);

const identity: readonly BinaryMarker[] = [
  'glibcTunables',
  'glibcFatal',
  'glibcBanner',
  'muslPrintf',
  'muslErrno',
  'muslLocalePath',
  'uclibc',
  'bionic',
];
const texts = [...markerOfText.keys()];
const identityTexts = identity.flatMap((marker) => literals[marker]);
const needTexts = texts.filter((text) => !identityTexts.some((other) => other === text));

/** Evidence of run-time needs. */
export const needSet: TextSet = textSet(needTexts);

/** The same, and what distinguishes C libraries; searched only where the structure of the file does not. */
export const needAndLibcSet: TextSet = textSet(texts);

/** What of a path belongs to a marker; a path of the Nix store without a hash is prose. */
const paths: Partial<Record<BinaryMarker, RegExp>> = {
  nixStore: /^\/nix\/store\/[0-9a-z]{32}-[\w.+?=-]{1,100}/,
  muslLoader: /^\/lib\/ld-musl-[\w.-]{1,40}/,
};

/** Which marker a text is, with the whole text; null for one that only looks like one. */
export const markerOf = (text: string, { bytes, index }: TextMatch): readonly [BinaryMarker, string] | null => {
  const marker = markerOfText.get(text);
  if (marker === undefined) return null;
  const path = paths[marker];
  if (!path) return [marker, text];
  const whole = path.exec(bytes.toString('latin1', index, index + 200));
  return whole && [marker, whole[0]];
};

/** Least size of an instruction, size of a pointer. */
const goSizes = ['\x01', '\x02', '\x04'].flatMap((least) => ['\x04', '\x08'].map((pointer) => least + pointer));

const goHead = (magics: readonly string[]): TextSet =>
  textSet(magics.flatMap((magic) => goSizes.map((sizes) => `${magic}\0\0${sizes}`)));

/**
 * The head of Go's function table (runtime.pcHeader, Go 1.18 and later) by byte order, for Go
 * programs without section headers.
 */
export const goFunctionTable = {
  little: goHead(['\xf0\xff\xff\xff', '\xf1\xff\xff\xff']),
  big: goHead(['\xff\xff\xff\xf0', '\xff\xff\xff\xf1']),
} as const;
