import { describe, expect, it } from 'vitest';
import type { ElfHeader } from '../../src/artifact/elf-header.js';
import { armArchOf, machineName } from '../../src/artifact/machines.js';

const header = (machine: number, over: Partial<ElfHeader> = {}) =>
  ({ machine, is64: true, little: true, flags: 0, ...over }) as ElfHeader;

describe('the name of a machine', () => {
  it.each<[string, number, Partial<ElfHeader>]>([
    ['x86_64', 62, {}],
    ['i686', 3, { is64: false }],
    ['mips', 8, { is64: false, little: false, flags: 0x50001007 }],
    ['mips64', 8, { little: false }],
    // N32: 64-bit registers in a 32-bit file
    ['mips64', 8, { is64: false, flags: 0x20 }],
    ['mips', 8, { is64: false, flags: 0x1 }],
    ['ppc64le', 21, {}],
    ['ppc64', 21, { little: false }],
    ['ppcle', 20, { is64: false }],
    ['ppc', 20, { is64: false, little: false }],
    ['aarch64', 183, {}],
    ['aarch64_be', 183, { little: false }],
    ['riscv64', 243, {}],
    ['riscv32', 243, { is64: false }],
    ['s390x', 22, { little: false }],
    ['s390', 22, { little: false, is64: false }],
    ['em-4711', 4711, {}],
  ])('is %s for %i, %j', (name, machine, over) => {
    expect(machineName(header(machine, over), null)).toBe(name);
  });

  it.each([
    ['armv7l', 10, true],
    ['armv7b', 10, false],
    ['armv6l', 6, true],
    ['arm', null, true],
    ['armeb', null, false],
    ['arm', 99, true],
  ])('is %s for 32-bit ARM of architecture %s', (name, arch, little) => {
    expect(machineName(header(40, { is64: false, little }), arch)).toBe(name);
  });
});

describe('the architecture in the attributes of ARM', () => {
  const attributes = (...pairs: readonly number[]) =>
    Uint8Array.from([0x41, 0, 0, 0, 0, ...Buffer.from('aeabi\0'), 1, 0, 0, 0, 0, ...pairs]);

  it.each([
    ['alone', attributes(6, 10), 10],
    ['behind a text', attributes(5, ...Buffer.from('7-A\0'), 6, 10), 10],
    ['behind a number of two bytes', attributes(7, 0x81, 0x01, 6, 10), 10],
    ['behind another number', attributes(7, 6, 6, 4), 4],
    ['as a number of two bytes', attributes(6, 0x8a, 0x01), 138],
    ['not there', attributes(7, 1), null],
    ['behind a text without an end', attributes(5, 0x41, 6, 10), null],
    ['of another section', attributes(6, 10).fill(2, 11, 12), null],
    ['of nothing that is known', attributes(6, 10).fill(0, 0, 1), null],
  ])('%s', (_, bytes, arch) => {
    expect(armArchOf(bytes)).toBe(arch);
  });
});
