import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { type ElfHeader, parseElfHeader } from '../../src/artifact/elf-header.js';
import { elfSample } from './elf-sample.js';

const encodings = [
  { is64: true, little: true },
  { is64: true, little: false },
  { is64: false, little: true },
  { is64: false, little: false },
];

describe.each(encodings)('the header of a file: %j', (encoding) => {
  const { is64, little } = encoding;
  const bytes = Buffer.from(
    elfSample({ ...encoding, machine: 0x1234, interpreter: '/lib/ld.so', needed: ['libc.so'] }),
  );
  const u16 = (to: Buffer, at: number, value: number) =>
    little ? to.writeUInt16LE(value, at) : to.writeUInt16BE(value, at);
  const u32 = (to: Buffer, at: number, value: number) =>
    little ? to.writeUInt32LE(value, at) : to.writeUInt32BE(value, at);
  const header = parseElfHeader(bytesSource(bytes)) as ElfHeader;

  it('is read as elf(5) says', () => {
    expect(header).toMatchObject({
      ...encoding,
      type: 2,
      machine: 0x1234,
      headerSize: is64 ? 64 : 52,
      programHeaders: { offset: is64 ? 64 : 52, entrySize: is64 ? 56 : 32, count: 3 },
      sectionHeaders: { entrySize: is64 ? 64 : 40, count: 3 },
      sectionNames: 2,
    });
    expect(header.entry).toBeGreaterThan(0x400000);
  });

  it('has counts that are too large for it in the section header 0', () => {
    const extended = Buffer.from(bytes);
    const rest = is64 ? 48 : 36;
    u16(extended, rest + 8, 0xffff);
    u16(extended, rest + 12, 0);
    u16(extended, rest + 14, 0xffff);
    expect(parseElfHeader(bytesSource(extended))).toMatchObject({
      programHeaders: { count: 0 },
      sectionHeaders: { count: 0 },
      sectionNames: 0,
    });
    const zero = header.sectionHeaders.offset;
    const size = zero + (is64 ? 32 : 20);
    u32(extended, is64 && !little ? size + 4 : size, 70_001);
    u32(extended, zero + (is64 ? 40 : 24), 70_002);
    u32(extended, zero + (is64 ? 44 : 28), 70_003);
    expect(parseElfHeader(bytesSource(extended))).toEqual({
      ...header,
      programHeaders: { ...header.programHeaders, count: 70_003 },
      sectionHeaders: { ...header.sectionHeaders, count: 70_001 },
      sectionNames: 70_002,
    });
  });

  it.each([
    ['', 'truncated in the ELF header'],
    ['class 3', 'damaged ELF header: class 3 (EI_CLASS) does not exist'],
    ['byte order 0', 'damaged ELF header: byte order 0 (EI_DATA) does not exist'],
  ])('is refused where it is damaged: %s', (damage, words) => {
    const damaged = Buffer.from(bytes);
    if (damage === 'class 3') damaged[4] = 3;
    if (damage === 'byte order 0') damaged[5] = 0;
    const whole = damage === '' ? damaged.subarray(0, (is64 ? 64 : 52) - 1) : damaged;
    expect(parseElfHeader(bytesSource(whole))).toBe(words);
  });
});
