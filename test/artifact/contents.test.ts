import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { readAuditedCrates } from '../../src/artifact/contents/cargo-auditable.js';
import { contentsOf } from '../../src/artifact/contents/contents.js';
import { cycloneDx } from '../../src/artifact/contents/cyclonedx.js';
import { readGoBuildInfo } from '../../src/artifact/contents/go-build-info.js';
import { componentSignatures } from '../../src/artifact/contents/signature.js';
import { describe } from '../../src/artifact/describe.js';
import { renderArtifacts } from '../../src/artifact/render.js';
import { elfSample, type SampleOptions } from './elf-sample.js';

const listed = (options: SampleOptions) => {
  const source = bytesSource(elfSample(options));
  const artifact = { path: 'dir/app', ...describe(source) };
  return { artifact, contents: contentsOf(source, artifact) };
};
const versions = (rodata: string, options: SampleOptions = {}): Record<string, string | null> =>
  Object.fromEntries(listed({ rodata, ...options }).contents.components.map(({ name, version }) => [name, version]));

const inflate = (version: string) => ` inflate ${version} Copyright 1995-2022 Mark Adler \0`;
const deflate = (version: string) => ` deflate ${version} Copyright 1995-2022 Jean-loup Gailly and Mark Adler \0`;

test('the text of a library is its version', () => {
  expect(versions(`\0${deflate('1.2.13')}${inflate('1.2.13')}`)).toEqual({ zlib: '1.2.13' });
  expect(versions(`\0${deflate('2.2.1')}`)).toEqual({ 'zlib-ng': '2.2.1' });
});

test('different versions of one library give none', () => {
  expect(versions(`\0${deflate('1.2.11')}${inflate('1.2.13')}`)).toEqual({ zlib: null });
});

test("a text of a library's header is no sign of the library", () => {
  const banner = '\0OpenSSL 3.0.15 3 Sep 2024\0';
  expect(versions(banner)).toEqual({});
  expect(versions(`${banner}crypto/evp/evp_enc.c\0`)).toEqual({ openssl: '3.0.15' });
});

test('a number without a name is a version only if no other text is like it', () => {
  const sqlite = '\0CREATE TABLE x(type text,name text,tbl_name text,rootpage int,sql text)\0';
  expect(versions(`${sqlite}3.40.1\0`)).toEqual({ sqlite: '3.40.1' });
  // It may share the end of another text.
  expect(versions(`${sqlite}v3.40.1\0`)).toEqual({ sqlite: '3.40.1' });
  expect(versions(`${sqlite}3.40.1\x003.7.9\0`)).toEqual({ sqlite: null });
  const openssl = '\0OpenSSL Default Provider\0';
  expect(versions(`${openssl}3.5.1\0`)).toEqual({ openssl: '3.5.1' });
  expect(versions(`${openssl}3.5.1\0OpenSSL 3.5.2 5 Aug 2025\0`)).toEqual({ openssl: '3.5.2' });
  expect(versions(`${sqlite}13.40.1\x003.40.1.2\0`)).toEqual({ sqlite: null });
});

test('without symbols it is said that more may be there', () => {
  expect(listed({}).contents.gaps).toHaveLength(1);
  expect(listed({ symbols: ['main'] }).contents.gaps).toEqual([]);
  expect(versions('', { symbols: ['LZ4_decompress_safe'] })).toEqual({ lz4: null });
});

test('crates are named by the paths of their sources, each version for itself', () => {
  const path = (crate: string) => `/home/u/.cargo/registry/src/index.crates.io-6f17d22bba15001f/${crate}/src/lib.rs`;
  // Rust ends no text: one follows another.
  expect(versions(['memchr-2.7.4', 'aho-corasick-1.1.3', 'md-5-0.10.6'].map(path).join(''))).toEqual({
    memchr: '2.7.4',
    'aho-corasick': '1.1.3',
    'md-5': '0.10.6',
  });
  const twice = listed({ rodata: path('rand-0.7.3') + path('rand-0.8.5') }).contents.components;
  expect(twice.map(({ purl }) => purl)).toEqual(['pkg:cargo/rand@0.7.3', 'pkg:cargo/rand@0.8.5']);
});

const goInfo = (module: string): Uint8Array => {
  const prefixed = (bytes: Buffer): Buffer => {
    const length: number[] = [];
    for (let rest = bytes.length; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) return Buffer.concat([Buffer.from(length), bytes]);
    }
  };
  const head = Buffer.alloc(32);
  head.write('\xff Go buildinf:', 'latin1');
  head.set([8, 2], 14);
  const frame = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
  return Buffer.concat([
    head,
    prefixed(Buffer.from('go1.22.3')),
    prefixed(Buffer.concat([frame, Buffer.from(module), frame])),
  ]);
};

test('Go wrote down its modules, also those that replaced others', () => {
  const text = [
    'path\texample.com/app',
    'mod\texample.com/app\t(devel)\t',
    'dep\tgolang.org/x/net\tv0.30.0\th1:a=',
    'dep\texample.com/fork\tv1.0.0',
    '=>\texample.com/own\tv1.0.1\th1:b=',
    'dep\texample.com/local\tv0.0.0',
    '=>\t../local\t(devel)\t',
    'build\tCGO_ENABLED=0',
    '',
  ].join('\n');
  const info = readGoBuildInfo(bytesSource(goInfo(text)), [], 0);
  expect(info).toMatchObject({
    version: '1.22.3',
    main: { path: 'example.com/app', version: null },
    modules: [
      { path: 'golang.org/x/net', version: 'v0.30.0' },
      { path: 'example.com/own', version: 'v1.0.1' },
      { path: 'example.com/local', version: null },
    ],
  });
  expect(info?.settings.get('CGO_ENABLED')).toBe('0');
});

test('build information that is cut or lies of its length is not followed', () => {
  const whole = goInfo('dep\ta\tv1.0.0\n'.repeat(50));
  for (let length = 0; length < whole.length; length += 7)
    expect(() => readGoBuildInfo(bytesSource(whole.subarray(0, length)), [], 0)).not.toThrow();
  const huge = Uint8Array.from(whole);
  huge.set([0xff, 0xff, 0xff, 0xff, 0x0f], 41);
  expect(readGoBuildInfo(bytesSource(huge), [], 0)?.modules).toEqual([]);
  expect(readGoBuildInfo(bytesSource(whole.subarray(1)), [], 0)).toBeNull();
});

test('the list of cargo-auditable is read as far as it is one', () => {
  const packed = (value: unknown) => deflateSync(JSON.stringify(value));
  const packages = [
    { name: 'app', version: '0.1.0', source: 'local', root: true },
    { name: 'libc', version: '0.2.155', source: 'crates.io' },
    { name: 'cc', version: '1.0.0', source: 'crates.io', kind: 'build' },
    null,
    { name: 5 },
  ];
  expect(readAuditedCrates(packed({ packages }))?.map(({ name, root }) => [name, root])).toEqual([
    ['app', true],
    ['libc', false],
  ]);
  expect(readAuditedCrates(packed({ packages: {} }))).toBeNull();
  expect(readAuditedCrates(new Uint8Array(20))).toBeNull();
  // 64 MiB of blanks in 64 kB.
  expect(readAuditedCrates(deflateSync(Buffer.alloc(64 * 1024 * 1024, ' ')))).toBeNull();
});

const schema = (name: string) =>
  JSON.parse(
    readFileSync(
      join(
        import.meta.dirname,
        '../../node_modules/@cyclonedx/cyclonedx-library/res/schema',
        `${name}.SNAPSHOT.schema.json`,
      ),
      'utf8',
    ),
  );

test('the list is valid CycloneDX 1.6, by the schema of its library, for one file and for several', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema({ ...schema(name), $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json` });
  const valid = ajv.compile(schema('bom-1.6'));
  const one = listed({ rodata: `\0${inflate('1.2.13')}`, symbols: ['__malloc_alloc_meta', '__init_libc', 'main'] });
  const hostile = listed({ rodata: '\0expat_9.9.9\x1b[2J\0' });
  for (const programs of [
    [one],
    [one, { ...hostile, artifact: { ...hostile.artifact, path: '/x/\x1b[31m"\n' } }],
    [],
  ]) {
    const document = cycloneDx(programs, '0.1.0');
    expect([valid(document), valid.errors]).toEqual([true, null]);
    expect(JSON.stringify(document)).not.toMatch(/\x1b|\\u001b/);
  }
  expect(valid({ ...cycloneDx([one], '0.1.0'), components: [{ type: 'library' }] })).toBe(false);
  expect(cycloneDx([one], '0.1.0').components).toMatchObject([
    { name: 'zlib', version: '1.2.13', purl: 'pkg:generic/zlib@1.2.13' },
    { name: 'musl' },
    { name: 'mallocng' },
  ]);
});

test('a glance shows libraries and allocator, a longer look what shows them', () => {
  const same = (text: string) => text;
  const paint = { good: same, bad: same, warn: same, dim: same, bold: same };
  const { artifact, contents } = listed({
    rodata: `\0${inflate('1.2.13')}`,
    symbols: ['__malloc_alloc_meta', '__init_libc', 'LZ4_decompress_safe'],
  });
  const shown = (verbose: boolean) => renderArtifacts([artifact], [], paint, verbose, 80, [contents]);
  expect(shown(false)).toContain('  contains  zlib 1.2.13, lz4 (version unknown)\n  allocator mallocng (musl)\n');
  expect(shown(true)).toContain('zlib 1.2.13: text "inflate 1.2.13 Copyright');
  expect(shown(true)).toContain('mallocng (musl): symbol __malloc_alloc_meta');
});

test('each signature can be found', () => {
  const texts = componentSignatures.flatMap((each) => [
    ...(each.texts ?? []),
    ...[...(each.versions ?? []), ...(each.mentions ?? [])].map(({ text, pattern }) => {
      expect(() => new RegExp(pattern)).not.toThrow();
      return text;
    }),
  ]);
  for (const text of texts) {
    // Fewer bytes than this are anywhere; a zero byte in the middle belongs to a table.
    expect(text.length, text).toBeGreaterThan(2);
    expect(
      [...text].every((byte) => byte.charCodeAt(0) < 256),
      text,
    ).toBe(true);
  }
  expect(new Set(componentSignatures.map(({ id }) => id)).size).toBe(componentSignatures.length);
});
