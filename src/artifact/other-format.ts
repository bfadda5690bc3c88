import { latin1 } from './byte-source.js';

const machO: readonly string[] = ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe'];

/** First bytes, in hexadecimal, of what people hand to an inspector of programs. Source: magic(5). */
const magics: readonly (readonly [start: string, kind: string])[] = [
  ['0061736d', 'WebAssembly module'],
  ['4243c0de', 'LLVM bitcode'],
  ['1f8b', 'gzip data'],
  ['fd377a585a00', 'xz data'],
  ['28b52ffd', 'zstd data'],
  ['425a68', 'bzip2 data'],
  ['504b0304', 'zip archive'],
  ['edabeedb', 'RPM package'],
];

/** What a file that is not ELF is, from its first bytes (512 are enough). */
export const otherFormat = (start: Uint8Array): string => {
  if (start.length === 0) return 'empty file';
  const text = latin1(start.subarray(0, 512));
  const hex = Buffer.from(start.subarray(0, 8)).toString('hex');
  if (text.startsWith('#!')) return `script (#!${text.slice(2).split('\n', 1)[0]?.trim().slice(0, 120)})`;
  if (text.startsWith('!<arch>\n')) return text.startsWith('debian-binary', 8) ? 'Debian package' : 'ar archive';
  if (text.startsWith('!<thin>\n')) return 'thin ar archive';
  if (machO.some((magic) => hex.startsWith(magic))) return 'Mach-O file';
  // Both are cafebabe: a Java class has its version (45 and above) where a universal binary counts its few architectures.
  if (hex.startsWith('cafebabe')) return (start[7] ?? 0) >= 40 ? 'Java class' : 'Mach-O universal binary';
  if (text.startsWith('MZ')) return isPe(start) ? 'PE executable' : 'DOS executable';
  if (text.startsWith('ustar', 257)) return 'tar archive';
  const known = magics.find(([magic]) => hex.startsWith(magic));
  if (known) return known[1];
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(text) ? 'text' : 'data';
};

/** e_lfanew, at 60, points to "PE\0\0". Source: Microsoft PE format, "MS-DOS Stub". */
const isPe = (start: Uint8Array): boolean => {
  const at = (start[60] ?? 0) + (start[61] ?? 0) * 256;
  return latin1(start.subarray(at, at + 4)) === 'PE\0\0';
};
