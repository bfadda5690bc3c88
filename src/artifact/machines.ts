import type { ElfHeader } from './elf-header.js';

/**
 * e_machine → name as `uname -m` has it on Linux. A pair is [32-bit, 64-bit] where the class decides.
 * Numbers: gABI "e_machine" registry; names: arch/*\/Makefile and UTS_MACHINE of Linux.
 */
const names: Readonly<Record<number, string | readonly [string, string]>> = {
  2: 'sparc',
  3: 'i686',
  4: 'm68k',
  8: ['mips', 'mips64'],
  15: ['parisc', 'parisc64'],
  18: 'sparc',
  20: 'ppc',
  21: 'ppc64',
  22: ['s390', 's390x'],
  40: 'arm',
  42: 'sh4',
  43: 'sparc64',
  50: 'ia64',
  62: 'x86_64',
  83: 'avr',
  92: 'openrisc',
  93: 'arc',
  94: 'xtensa',
  113: 'nios2',
  164: 'hexagon',
  183: 'aarch64',
  189: 'microblaze',
  195: 'arc',
  243: ['riscv32', 'riscv64'],
  247: 'bpf',
  252: 'csky',
  258: ['loongarch32', 'loongarch64'],
  36902: 'alpha',
};

/** Tag_CPU_arch of .ARM.attributes → `uname -m`. Source: "Addenda to, and Errata in, the ABI for the Arm Architecture", 3.3.5.2. */
const armNames: Readonly<Record<number, string>> = {
  1: 'armv4l',
  2: 'armv4tl',
  3: 'armv5tl',
  4: 'armv5tel',
  5: 'armv5tejl',
  6: 'armv6l',
  7: 'armv6l',
  8: 'armv6l',
  9: 'armv6l',
  10: 'armv7l',
  14: 'armv8l',
};

/** MIPS N32: 64-bit registers in a 32-bit file (EF_MIPS_ABI2). */
const efMipsAbi2 = 0x20;

/** e_machine of 32-bit ARM. */
export const emArm = 40;

/** Architecture as `uname -m` writes it, `em-N` where it has no name here. `armArch` is Tag_CPU_arch, if known. */
export const machineName = (header: ElfHeader, armArch: number | null): string => {
  const { machine, is64, little, flags } = header;
  const name = names[machine];
  if (name === undefined) return `em-${machine}`;
  if (machine === 8 && (flags & efMipsAbi2) !== 0) return 'mips64';
  if (machine === 21 && little) return 'ppc64le';
  if (machine === 20 && little) return 'ppcle';
  if (machine === 183 && !little) return 'aarch64_be';
  if (machine === emArm) {
    const known = armArch === null ? undefined : armNames[armArch];
    return known ? (little ? known : known.replace(/l$/, 'b')) : little ? 'arm' : 'armeb';
  }
  return typeof name === 'string' ? name : is64 ? name[1] : name[0];
};

/**
 * Tag_CPU_arch out of .ARM.attributes: 'A', then "aeabi" sections, whose first sub-section (Tag_File)
 * holds tag/value pairs in ULEB128, with NUL-ended text for tags 4, 5, 32, 65 and 67.
 */
export const armArchOf = (attributes: Uint8Array): number | null => {
  // 'A', length (4), "aeabi\0" (6), Tag_File (1), length (4)
  if (attributes[0] !== 0x41 || attributes[11] !== 1) return null;
  let at = 16;
  const uleb = (): number => {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = attributes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < attributes.length) {
    const tag = uleb();
    if (tag === 6) return uleb();
    if (tag === 4 || tag === 5 || tag === 65 || tag === 67) {
      const end = attributes.indexOf(0, at);
      if (end < 0) return null;
      at = end + 1;
    } else uleb();
  }
  return null;
};
