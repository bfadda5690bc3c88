import { type ByteSource, readRange } from './byte-source.js';
import { type ElfEncoding, Fields } from './fields.js';

/** ELF header. Source: System V ABI (gABI), chapter 4 "ELF Header"; elf(5). */
export interface ElfHeader extends ElfEncoding {
  readonly osAbi: number;
  /** e_type: 1 relocatable, 2 executable, 3 shared object, 4 core. */
  readonly type: number;
  readonly machine: number;
  readonly entry: number;
  readonly flags: number;
  readonly headerSize: number;
  readonly programHeaders: Table;
  readonly sectionHeaders: Table;
  /** Index of the section that holds the names of sections. */
  readonly sectionNames: number;
}

interface Table {
  readonly offset: number;
  readonly entrySize: number;
  readonly count: number;
}

export const elfType = { rel: 1, exec: 2, dyn: 3, core: 4 } as const;

/** Whether the first bytes of a file are ELF's magic number. */
export const isElf = (start: Uint8Array): boolean =>
  start.length >= 4 && start[0] === 0x7f && start[1] === 0x45 && start[2] === 0x4c && start[3] === 0x46;

/** The header, or in one sentence why there is none to read. */
export const parseElfHeader = (source: ByteSource): ElfHeader | string => {
  const start = readRange(source, 0, 64);
  const [fileClass, data] = [start[4], start[5]];
  if (fileClass === undefined || data === undefined) return 'truncated in the ELF header';
  if (fileClass !== 1 && fileClass !== 2) return `damaged ELF header: class ${fileClass} (EI_CLASS) does not exist`;
  if (data !== 1 && data !== 2) return `damaged ELF header: byte order ${data} (EI_DATA) does not exist`;
  const layout = { is64: fileClass === 2, little: data === 1 };
  if (start.length < (layout.is64 ? 64 : 52)) return 'truncated in the ELF header';

  const f = new Fields(start, layout);
  // From e_entry on, three words; the fields behind them lie where these end.
  const word = layout.is64 ? 8 : 4;
  const rest = 24 + 3 * word;
  const tables = {
    programHeaders: { offset: f.word(24 + word), entrySize: f.u16(rest + 6), count: f.u16(rest + 8) },
    sectionHeaders: { offset: f.word(24 + 2 * word), entrySize: f.u16(rest + 10), count: f.u16(rest + 12) },
    sectionNames: f.u16(rest + 14),
  };
  return {
    ...layout,
    osAbi: f.u8(7),
    type: f.u16(16),
    machine: f.u16(18),
    entry: f.word(24),
    flags: f.u32(rest),
    headerSize: f.u16(rest + 4),
    ...extendedCounts(source, layout, tables),
  };
};

type Tables = Pick<ElfHeader, 'programHeaders' | 'sectionHeaders' | 'sectionNames'>;

/** Counts that do not fit 16 bits are kept in section header 0 (gABI, "Section Header Table Entry: Index 0"). */
const extendedCounts = (source: ByteSource, layout: ElfEncoding, tables: Tables): Tables => {
  const { programHeaders, sectionHeaders, sectionNames } = tables;
  const extended = programHeaders.count === 0xffff || sectionNames === 0xffff || sectionHeaders.count === 0;
  if (!extended || sectionHeaders.offset === 0) return tables;
  const zero = new Fields(readRange(source, sectionHeaders.offset, layout.is64 ? 64 : 40), layout);
  return {
    programHeaders: {
      ...programHeaders,
      count: programHeaders.count === 0xffff ? zero.u32(layout.is64 ? 44 : 28) : programHeaders.count,
    },
    sectionHeaders: {
      ...sectionHeaders,
      count: sectionHeaders.count === 0 ? zero.word(layout.is64 ? 32 : 20) : sectionHeaders.count,
    },
    sectionNames: sectionNames === 0xffff ? zero.u32(layout.is64 ? 40 : 24) : sectionNames,
  };
};
