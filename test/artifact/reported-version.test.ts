import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { reportedVersion } from '../../src/artifact/contents/reported-version.js';
import type { ElfHeader } from '../../src/artifact/elf-header.js';

const base = 0x400000;
const [x86, arm] = [62, 183];
/** A text lies at 0x1000 of the file, a pointer to it at 0x1100, code at 0x20. */
const reported = (
  hex: string,
  { machine = x86, type = 2, at = 0x20, pattern = /^(?:\d{5,6}|1\.2\.13|2\.13)$/ } = {},
) => {
  const bytes = Buffer.alloc(0x1200);
  Buffer.from(hex, 'hex').copy(bytes, 0x20);
  bytes.write('1.2.13\0', 0x1000);
  bytes.writeBigUInt64LE(BigInt(base + 0x1000), 0x1100);
  const header = { machine, is64: true, little: true } as ElfHeader;
  const segment = {
    type: 1,
    flags: 5,
    offset: 0,
    address: base,
    fileSize: bytes.length,
    memorySize: bytes.length,
    align: 1,
  };
  const program = { source: bytesSource(bytes), header, segments: [segment] };
  return reportedVersion(program, { address: base + at, type }, pattern);
};
const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes.toString('hex');
};
const number = /^(\d+)$/;

describe('a function of x86-64 that only returns a constant', () => {
  it.each([
    ['a number', 'b839300000c3', '12345'],
    ['a number, behind endbr64', 'f30f1efab839300000c3', '12345'],
    ['the address of a text', `488d05${word(0x1000 - 0x27)}c3`, '1.2.13'],
    ['the address of a text, behind endbr64', `f30f1efa488d05${word(0x1000 - 0x2b)}c3`, '1.2.13'],
  ])('tells %s', (_, code, version) => {
    expect(reported(code)).toBe(version);
  });

  it.each([
    ['does more before', '90b839300000c3'],
    ['does more after', 'b83930000090c3'],
    ['returns another register', 'b939300000c3'],
    ['returns an address that is not in the file', `488d05${word(0x7000000)}c3`],
    ['returns an address by another register', `488d0d${word(0x1000 - 0x27)}c3`],
    ['computes an address and goes on', `488d05${word(0x1000 - 0x27)}90`],
    ['stores an address', `488905${word(0x1000 - 0x27)}c3`],
  ])('tells nothing where it %s', (_, code) => {
    expect(reported(code)).toBeNull();
  });
});

describe('a function of AArch64 that only returns a constant', () => {
  const [ret, bti] = [word(0xd65f03c0), word(0xd503245f)];
  const mov = (value: number) => word(0x52800000 | (value << 5));
  const movk = (value: number) => word(0x72a00000 | (value << 5));
  const [adrp, add] = [
    (pages: number) => word(0x90000000 | ((pages & 3) << 29) | ((pages >> 2) << 5)),
    (offset: number) => word(0x91000000 | (offset << 10)),
  ];
  const of = (code: string, pattern?: RegExp) => reported(code, { machine: arm, ...(pattern && { pattern }) });

  it.each([
    ['a number', mov(12345) + ret, '12345'],
    ['a number, behind bti', bti + mov(12345) + ret, '12345'],
    ['a number of two halves', mov(5) + movk(2) + ret, String(2 * 65536 + 5)],
    ['the address of a text', adrp(1) + add(0) + ret, '1.2.13'],
    ['the address of a text, behind bti', bti + adrp(1) + add(0) + ret, '1.2.13'],
    ['the address within a text', adrp(1) + add(2) + ret, '2.13'],
  ])('tells %s', (_, code, version) => {
    expect(of(code)).toBe(version);
  });

  it.each([
    ['does more after', mov(12345) + mov(1) + ret],
    ['does more after two halves', mov(5) + movk(2) + mov(1)],
    ['returns another register', word(0x52800001 | (7 << 5)) + ret],
    ['computes no address within the page', adrp(1) + ret + ret],
    ['computes an address and goes on', adrp(1) + add(0) + mov(1)],
    ['computes by another register', word(0x90000001) + add(0) + ret],
  ])('tells nothing where it %s', (_, code) => {
    expect(of(code)).toBeNull();
  });

  it('is read as that, and not as one of another machine', () => {
    expect(reported(mov(12345) + ret)).toBeNull();
    expect(reported('b839300000c3', { machine: arm })).toBeNull();
    expect(reported('b839300000c3', { machine: 3 })).toBeNull();
  });
});

it('a text tells its version, and a pointer that of the text that it leads to', () => {
  expect(reported('', { type: 1, at: 0x1000 })).toBe('1.2.13');
  expect(reported('', { type: 1, at: 0x1100 })).toBe('1.2.13');
  expect(reported('', { type: 1, at: 0x1100, pattern: number })).toBeNull();
  expect(reported('', { type: 1, at: 0x9000 })).toBeNull();
  expect(reported('', { type: 2, at: 0x9000 })).toBeNull();
});
