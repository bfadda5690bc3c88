import { type ByteSource, readRange } from './byte-source.js';
import type { ElfHeader } from './elf-header.js';
import { emArm } from './machines.js';
import { fileOffset, type Segment } from './program-headers.js';

/**
 * The first instructions of musl's _start (arch/<arch>/crt_arch.h), which are in every program that
 * musl's crt1.o, Scrt1.o or rcrt1.o starts, stripped or not. In hexadecimal; a dot is any digit.
 */
const muslStart: Readonly<Record<number, string>> = {
  // i386
  3: '31ed89e083e4f05050e800000000810424',
  // mips and its n32, mips64; both byte orders
  8: '0411000[47]0000f025.{24}(?:.{24})?(?:8f|df)fc000003fce02[3f]03a02025|0[47]00110425f00000.{24}(?:.{24})?0000fc[8d]f2[3f]e0fc032520a003',
  // powerpc
  20: '48000009.{8}7c8802a6806400007c832214',
  // powerpc64, both byte orders
  21: '3c4c....3842....808c....7c8462147c230b78|....4c3c....4238....8c801462847c780b237c',
  // s390x
  22: 'b904002fc030.{8}e33030000018a7fbff60a7090000e300f0000024',
  // arm, and the same in Thumb, which armhf is compiled to
  40: '00b0a0e300e0a0e310109fe501108fe00d00a0e10fc0c0e30cd0a0e1|4ff0000b4ff0000e..497944684620f00f0ce546',
  // x86_64 and x32: xor %rbp,%rbp; mov %rsp,%rdi; lea _DYNAMIC(%rip),%rsi; and $-16,%rsp; call
  62: '4831ed4889e7488d35.{8}4883e4f0e8',
  // aarch64: mov x29,#0; mov x30,#0; mov x0,sp; address of _DYNAMIC; and sp,x0,#-16
  183: '1d0080d21e0080d2e0030091.{16}1fec7c92',
  // riscv: lla gp; (zig: li s0,0; li ra,0;) mv a0,sp; lla a1,_DYNAMIC (GNU ld, where there is none: li a1,0); andi sp,sp,-16
  243: '97.{6}9381....(?:01448140)?(?:0a85|13050100)(?:97.{6}9385....|93050000)137101ff',
  // loongarch64: move fp,zero; move a0,sp; address of _DYNAMIC; bstrins.d sp,zero,3,0
  258: '1600150064001500(?:.{8}){1,2}03008300',
};

const patterns = new Map(
  Object.entries(muslStart).map(([machine, code]) => [Number(machine), new RegExp(`^(?:${code})`)]),
);

/** Whether the code at the entry point is musl's _start. False also means: no pattern for this machine. */
export const startsLikeMusl = (source: ByteSource, header: ElfHeader, segments: readonly Segment[]): boolean => {
  const pattern = patterns.get(header.machine);
  // The lowest bit of an address of arm says that the code is Thumb.
  const entry = header.machine === emArm ? header.entry - (header.entry % 2) : header.entry;
  const offset = pattern ? fileOffset(segments, entry) : null;
  if (!pattern || offset === null) return false;
  return pattern.test(Buffer.from(readRange(source, offset, 64)).toString('hex'));
};
