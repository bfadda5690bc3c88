import { type ByteSource, latin1, readRange } from './byte-source.js';
import type { ElfHeader } from './elf-header.js';
import { type ElfEncoding, Fields } from './fields.js';
import { type Segment, segmentType } from './program-headers.js';

const magic = 'UPX!';
/** Texts of the stub: "$Info: This file is packed with the UPX executable packer", "$Id: UPX 4.22 Copyright", "PROT_EXEC|PROT_WRITE failed". */
const stubTexts = /\$Info: This file is packed with the UPX|\$Id: UPX |PROT_EXEC\|PROT_WRITE failed/;
const tailBytes = 64 * 1024;

/**
 * Whether UPX packed the file, also when its magic numbers were wiped to keep `upx -d` from working.
 * Source: UPX, src/stub/src/include/linux.h (l_info, p_info) and src/p_unix.cpp. The loader info
 * follows the program headers: l_checksum, l_magic "UPX!", l_lsize, l_version, l_format; then
 * p_progid, p_filesize, p_blocksize.
 * The text "UPX!" alone is no sign: UPX itself and programs that know UPX have it too.
 */
export const isUpxPacked = (source: ByteSource, header: ElfHeader, segments: readonly Segment[]): boolean => {
  const { offset, entrySize, count } = header.programHeaders;
  const info = readRange(source, offset + entrySize * count, 24);
  const hasMagic = latin1(info.subarray(4, 8)) === magic;
  if (header.sectionHeaders.count === 0 && hasMagic) return true;
  if (!hasMagic && !hasPackedShape(header, segments)) return endsInPackHeader(source, header);

  const tail = latin1(readRange(source, Math.max(0, source.size - tailBytes), tailBytes));
  if (stubTexts.test(tail) || tail.slice(-64).includes(magic)) return true;
  const f = new Fields(info, header);
  const [loaderSize, version, unpacked, block] = [f.u16(8), f.u8(10), f.u32(16), f.u32(20)];
  return loaderSize > 0 && version >= 11 && version <= 15 && unpacked > source.size && block > 0 && block <= unpacked;
};

const packHeaderBytes = 36;
const loaderInfoBytes = 12;

/**
 * Whether the file ends in UPX's pack header, whose last word says where the loader info ends. A packed shared library
 * keeps its program headers, sections and dynamic section, and has the loader info behind them.
 * Source: UPX, src/packhead.cpp, src/p_unix.cpp (overlay_offset).
 */
const endsInPackHeader = (source: ByteSource, layout: ElfEncoding): boolean => {
  const end = readRange(source, source.size - packHeaderBytes, packHeaderBytes);
  if (latin1(end.subarray(0, 4)) !== magic) return false;
  const info = new Fields(end, layout).u32(packHeaderBytes - 4) - loaderInfoBytes;
  return latin1(readRange(source, info + 4, 4)) === magic;
};

/** No sections, no loader, no dynamic section, two segments to load, and the code in the second. */
const hasPackedShape = (header: ElfHeader, segments: readonly Segment[]): boolean => {
  if (header.sectionHeaders.count !== 0) return false;
  const loads = segments.filter(({ type }) => type === segmentType.load);
  const plain = !segments.some(({ type }) => type === segmentType.interp || type === segmentType.dynamic);
  const code = loads.find(({ address, memorySize }) => header.entry >= address && header.entry < address + memorySize);
  return plain && loads.length >= 1 && loads.length <= 3 && code !== undefined;
};
