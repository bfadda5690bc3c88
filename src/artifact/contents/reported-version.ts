import { type ByteSource, cString, readRange } from '../byte-source.js';
import type { ElfHeader } from '../elf-header.js';
import { Fields } from '../fields.js';
import { fileOffset, type Segment } from '../program-headers.js';
import type { DefinedSymbol } from '../symbols.js';
import { versionBy } from './signature.js';

/** A linked program as it is read for its contents. */
export interface LinkedProgram {
  readonly source: ByteSource;
  readonly header: ElfHeader;
  readonly segments: readonly Segment[];
}

const maxText = 64;
/** STT_FUNC */
const functionType = 2;
const [emX86_64, emAarch64] = [62, 183];

/**
 * The version that a symbol tells: by the text that it is or points to, or by what the function returns, if it does
 * nothing else. Pure.
 * @param pattern for the whole text, or the number in decimal digits
 * @returns null where it tells none
 */
export const reportedVersion = (program: LinkedProgram, symbol: DefinedSymbol, pattern: RegExp): string | null => {
  const { source, header, segments } = program;
  const textAt = (address: number): string => {
    const at = fileOffset(segments, address);
    return at === null ? '' : cString(readRange(source, at, maxText));
  };
  if (symbol.type === functionType) {
    const returned = returnedBy(program, symbol.address);
    return returned === null ? null : (versionBy(pattern, String(returned)) ?? versionBy(pattern, textAt(returned)));
  }
  const at = fileOffset(segments, symbol.address);
  if (at === null) return null;
  const pointer = new Fields(readRange(source, at, 8), header).word(0);
  return versionBy(pattern, textAt(symbol.address)) ?? versionBy(pattern, textAt(pointer));
};

/** What a function returns that only returns a constant, as compilers write it; null for others, and for other machines. */
const returnedBy = ({ source, header, segments }: LinkedProgram, address: number): number | null => {
  const at = fileOffset(segments, address);
  if (at === null) return null;
  const f = new Fields(readRange(source, at, 24), header);
  if (header.machine === emX86_64) return returnedByX86(f, address);
  return header.machine === emAarch64 ? returnedByArm(f, address) : null;
};

const returnedByX86 = (f: Fields, address: number): number | null => {
  const start = f.u32(0) === 0xfa1e0ff3 ? 4 : 0; // endbr64
  if (f.u8(start) === 0xb8 && f.u8(start + 5) === 0xc3) return f.u32(start + 1); // mov eax, N; ret
  if (f.u8(start) === 0x48 && f.u8(start + 1) === 0x8d && f.u8(start + 2) === 0x05 && f.u8(start + 7) === 0xc3)
    return address + start + 7 + (f.u32(start + 3) | 0); // lea rax, [rip + N]; ret
  return null;
};

/** Source: Arm Architecture Reference Manual, C6.2: ADRP, ADD (immediate), MOVZ, MOVK, RET. */
const returnedByArm = (f: Fields, address: number): number | null => {
  const start = f.u32(0) === 0xd503245f ? 4 : 0; // bti c
  const [first, second, third] = [f.u32(start), f.u32(start + 4), f.u32(start + 8)];
  const ret = 0xd65f03c0;
  const low = (first >>> 5) & 0xffff;
  if (first >>> 21 === 0x52800000 >>> 21 && (first & 31) === 0) {
    if (second === ret) return low; // mov w0, N
    const high = (second >>> 5) & 0xffff;
    if (second >>> 21 === 0x72a00000 >>> 21 && (second & 31) === 0 && third === ret) return high * 0x10000 + low;
  }
  if ((first & 0x9f00001f) >>> 0 !== 0x90000000 || (second & 0xffc003ff) >>> 0 !== 0x91000000 || third !== ret)
    return null;
  const pages = (((((first >>> 5) & 0x7ffff) << 2) | ((first >>> 29) & 3)) << 11) >> 11; // adrp x0
  const page = Math.floor((address + start) / 4096) * 4096 + pages * 4096;
  return page + ((second >>> 10) & 0xfff); // add x0, x0, N
};
