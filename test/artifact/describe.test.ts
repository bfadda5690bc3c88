import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { describe as describeBytes } from '../../src/artifact/describe.js';
import { elfSample, type SampleOptions } from './elf-sample.js';

const inspect = (options: SampleOptions) => describeBytes(bytesSource(elfSample(options)));
const muslStart = '4831ed4889e7488d350000000048 83e4f0e8'.replace(' ', '');
const muslThumbStart = '4ff0000b4ff0000e03497944684620f00f0ce54600f002f8';
const abiTag = { owner: 'GNU', type: 1, description: new Uint8Array(16) };

describe('linkage', () => {
  test.each([
    ['static', {}],
    ['static-pie', { pie: true }],
    ['dynamic', { interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so'], pie: true }],
    ['dynamic', { needed: ['libstdc++.so.6'] }],
    ['dynamic', { needed: ['libstdc++.so.6'], pie: true }],
    ['dynamic', { interpreter: '/lib/ld-musl-x86_64.so.1' }],
    ['shared-library', { type: 3, needed: ['libc.so.6'] }],
    ['shared-library', { type: 3, dynamic: true }],
    ['static-pie', { type: 3, dynamic: false }],
    ['relocatable', { type: 1 }],
    [null, { type: 4 }],
    [null, { type: 0xfe00 }],
  ] satisfies [string | null, SampleOptions][])('%s %#', (linkage, options) => {
    expect(inspect(options).linkage).toBe(linkage);
  });
});

test('a build id that no segment names is read by section', () => {
  const buildId = { owner: 'GNU', type: 3, description: Uint8Array.from([0xab, 0xcd]) };
  const go = { owner: 'Go', type: 4, description: new Uint8Array(4) };
  expect(inspect({ notes: [buildId, go], notesBySection: true })).toMatchObject({ buildId: 'abcd', libc: 'none' });
});

test('symbols behind more sections than 16 bits count', () => {
  const sample = Buffer.from(elfSample({ symbols: ['main'] }));
  const table = sample.subarray(Number(sample.readBigUInt64LE(40)));
  const [few, more] = [table.length / 64, 70_000];
  const bytes = Buffer.concat([sample, table.subarray(0, 128), Buffer.alloc(more * 64), table.subarray(128)]);
  bytes.writeBigUInt64LE(BigInt(sample.length), 40);
  // Section 0 keeps what does not fit the header: the number of sections, and which holds their names.
  bytes.writeUInt16LE(0, 60);
  bytes.writeUInt16LE(0xffff, 62);
  bytes.writeBigUInt64LE(BigInt(few + more), sample.length + 32);
  bytes.writeUInt32LE(few + more - 1, sample.length + 40);
  expect(describeBytes(bytesSource(bytes))).toMatchObject({ stripped: false, debugInfo: false, error: null });
});

describe('every class and byte order reads the same', () => {
  test.each([
    { is64: true, little: true },
    { is64: true, little: false },
    { is64: false, little: true },
    { is64: false, little: false },
  ])('%o', (layout) => {
    const found = inspect({
      ...layout,
      machine: 22,
      interpreter: '/lib/ld64.so.1',
      needed: ['libc.so.6', 'libm.so.6'],
      versions: ['GLIBC_2.9', 'GLIBC_2.31', 'GLIBC_PRIVATE', 'GLIBC_2.4'],
      notes: [{ owner: 'GNU', type: 3, description: Uint8Array.from([0xab, 0xcd]) }],
      symbols: ['main'],
    });
    expect(found).toMatchObject({
      class: layout.is64 ? 64 : 32,
      endian: layout.little ? 'little' : 'big',
      machine: layout.is64 ? 's390x' : 's390',
      linkage: 'dynamic',
      interpreter: '/lib/ld64.so.1',
      needed: ['libc.so.6', 'libm.so.6'],
      libc: 'glibc',
      glibcMinimum: '2.31',
      buildId: 'abcd',
      stripped: false,
      debugInfo: false,
      error: null,
    });
  });
});

describe('libc', () => {
  test.each([
    ['musl', { entryCode: muslStart }],
    ['musl', { symbols: ['_start', '__init_libc', 'exit'] }],
    ['musl', { rodata: 'No error information\0' }],
    ['glibc', { notes: [abiTag] }],
    ['glibc', { rodata: 'GLIBC_TUNABLES' }],
    // Valgrind sets the variable for others, and has no C library itself.
    ['unknown', { rodata: 'GLIBC_TUNABLES=glibc.pthread.stack_cache_size=0' }],
    // Free Pascal's start code leaves glibc's note; a C library that was linked leaves more.
    ['none', { notes: [abiTag], sectionNames: ['.fpcdata'] }],
    ['glibc', { notes: [abiTag], sectionNames: ['.fpcdata'], symbols: ['__libc_setup_tls'] }],
    ['glibc', { notes: [abiTag], sectionNames: ['.fpcdata'], rodata: 'GLIBC_TUNABLES' }],
    ['musl', { machine: 40, is64: false, thumb: true, entryCode: muslThumbStart }],
    ['musl', { machine: 243, entryCode: '97510300938161f10a8593050000137101ff' }],
    // A musl program may well talk about glibc; its structure decides.
    ['musl', { entryCode: muslStart, rodata: 'GLIBC_TUNABLES Fatal glibc error: ' }],
    ['unknown', { entryCode: muslStart, notes: [abiTag] }],
    ['unknown', { rodata: 'GLIBC_TUNABLES\0No error information\0' }],
    ['unknown', {}],
    ['none', { symbols: ['_start', 'kernel_main'] }],
    ['none', { notes: [{ owner: 'Go', type: 4, description: new Uint8Array(4) }] }],
    ['glibc', { notes: [{ owner: 'Go', type: 4, description: new Uint8Array(4) }, abiTag] }],
    ['none', { rodata: '\xf1\xff\xff\xff\0\0\x01\x08' }],
    ['bionic', { type: 3, needed: ['libc.so'], versions: ['LIBC'] }],
    ['bionic', { interpreter: '/system/bin/linker64', needed: ['libc.so'] }],
    ['musl', { type: 3, needed: ['libc.so'] }],
    ['glibc', { type: 3, machine: 8, soname: 'ld.so.1' }],
    ['musl', { type: 3, needed: ['libc.musl-x86_64.so.1'] }],
    ['uclibc', { interpreter: '/lib/ld-uClibc.so.0', needed: ['libc.so.0'] }],
    ['glibc', { interpreter: '/nix/store/abc-glibc-2.39/lib/ld-linux-x86-64.so.2', needed: ['libc.so.6'] }],
    ['unknown', { interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so.6'] }],
    [null, { type: 1 }],
  ] satisfies [string | null, SampleOptions][])('%s %#', (libc, options) => {
    expect(inspect(options).libc).toBe(libc);
  });

  test('a symbol that only ends like a libc function is none', () => {
    expect(inspect({ symbols: ['my__init_libc', 'exit'] }).libc).toBe('unknown');
  });
});

describe('run-time needs', () => {
  const needs = (options: SampleOptions) => inspect(options).runtimeNeeds.map(({ what }) => what);

  test('a musl program that resolves names', () => {
    expect(needs({ entryCode: muslStart, rodata: '/etc/resolv.conf\0' })).toEqual(['/etc/resolv.conf, /etc/hosts']);
  });
  test('a static glibc program with NSS', () => {
    expect(needs({ notes: [abiTag], rodata: 'libnss_%s.so%s\0' })[0]).toContain('NSS');
  });
  test('paths of the Nix store, but not prose about it', () => {
    const path = `/nix/store/${'a'.repeat(32)}-openssl-3.0/etc`;
    expect(needs({ entryCode: muslStart, rodata: `${path}\0` })).toEqual([path.slice(0, -4)]);
    expect(needs({ entryCode: muslStart, rodata: 'see /nix/store/ for\0' })).toEqual([]);
  });
  test('a marker across two windows is found', () => {
    for (const before of [65_530, 65_536, 65_280, 131_000]) {
      const bytes = Buffer.concat([elfSample({ entryCode: muslStart }), Buffer.alloc(200_000)]);
      bytes.write('/etc/resolv.conf\0', bytes.readUInt32LE(Number(bytes.readBigUInt64LE(40)) + 64 + 24) + before);
      // .rodata is section 1: let it reach over all of it.
      bytes.writeUInt32LE(190_000, Number(bytes.readBigUInt64LE(40)) + 64 + 32);
      const found = describeBytes(bytesSource(bytes));
      expect(found.runtimeNeeds, `at ${before}`).toHaveLength(1);
    }
  });
  test('a dynamic program needs its loader', () => {
    expect(needs({ interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so'] })).toEqual([
      '/lib/ld-musl-x86_64.so.1',
    ]);
  });
});

describe('a shared library that UPX packed keeps its sections, and what it asks for', () => {
  const packed = (little: boolean) => {
    const library = elfSample({ type: 3, little, needed: ['libc.so.6'], versions: ['GLIBC_2.17'] });
    // l_info, the stub, and a pack header whose last word is where l_info ends.
    const rest = Buffer.alloc(12 + 100 + 36);
    rest.write('UPX!', 4);
    rest.write('UPX!', 112);
    const end = library.length + 12;
    if (little) rest.writeUInt32LE(end, rest.length - 4);
    else rest.writeUInt32BE(end, rest.length - 4);
    return Buffer.concat([library, rest]);
  };
  test.each([true, false])('little-endian: %s', (little) => {
    const found = describeBytes(bytesSource(packed(little)));
    expect(found).toMatchObject({ packer: 'upx', linkage: 'shared-library', libc: 'glibc', glibcMinimum: '2.17' });
    expect(found.runtimeNeeds).toEqual([]);
  });
  test('a packed program behind a plain file makes it none', () => {
    const behind = Buffer.concat([Buffer.alloc(500), packed(true)]);
    behind.set(elfSample({ type: 3 }).subarray(0, 64));
    expect(describeBytes(bytesSource(behind)).packer).toBeNull();
  });
});

describe('damage', () => {
  test('every cut of a file is survived, and reported', () => {
    const whole = elfSample({ pie: true, notes: [abiTag], symbols: ['main'] });
    for (let size = 0; size < whole.length; size += 1) {
      const found = describeBytes(bytesSource(whole.subarray(0, size)));
      if (size < 4) expect(found.format).toBe('other');
      else expect(found.error, `cut at ${size}`).toMatch(/truncated/);
    }
    expect(describeBytes(bytesSource(whole)).error).toBeNull();
  });
  test('debug info that was split off lacks what its segments promise, but no section', () => {
    const bytes = Buffer.from(elfSample({ symbols: ['main'] }));
    const load = 64 + 56 * (bytes.readUInt16LE(56) - 1);
    bytes.writeUInt32LE(bytes.length * 2, load + 32);
    expect(describeBytes(bytesSource(bytes)).error).toBeNull();
    const rodata = Number(bytes.readBigUInt64LE(40)) + 64;
    bytes.writeUInt32LE(bytes.length, rodata + 32);
    expect(describeBytes(bytesSource(bytes)).error).toMatch(/truncated/);
    // SHT_NOBITS: in memory alone.
    bytes.writeUInt32LE(8, rodata + 4);
    expect(describeBytes(bytesSource(bytes)).error).toBeNull();
  });
  test.each([
    [4, 7, /class 7/],
    [5, 9, /byte order 9/],
  ])('byte %i set to %i', (at, value, error) => {
    const bytes = elfSample();
    bytes[at] = value;
    expect(describeBytes(bytesSource(bytes)).error).toMatch(error);
  });
});

describe('other formats', () => {
  test.each([
    ['', 'empty file'],
    ['#!/bin/sh\necho', 'script (#!/bin/sh)'],
    ['!<arch>\nfoo', 'ar archive'],
    ['!<arch>\ndebian-binary', 'Debian package'],
    ['!<thin>\n', 'thin ar archive'],
    ['\xcf\xfa\xed\xfe', 'Mach-O file'],
    ['\xca\xfe\xba\xbe\0\0\0\x02', 'Mach-O universal binary'],
    ['\xca\xfe\xba\xbe\0\0\0\x41', 'Java class'],
    [`MZ${'\0'.repeat(58)}\x40\0\0\0PE\0\0`, 'PE executable'],
    ['MZ', 'DOS executable'],
    ['\0asm\x01\0\0\0', 'WebAssembly module'],
    ['PK\x03\x04', 'zip archive'],
    ['\x7fEL', 'data'],
    ['hello\n', 'text'],
  ])('%j', (text, kind) => {
    const found = describeBytes(bytesSource(Buffer.from(text, 'latin1')));
    expect(found).toMatchObject({ format: 'other', kind, linkage: null, error: null });
  });
});
