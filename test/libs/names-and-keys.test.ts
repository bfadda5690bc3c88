import { describe, expect, it } from 'vitest';
import { sourceLines } from '../../src/libs/apt-sources.js';
import { machinesIn } from '../../src/libs/ar-members.js';
import { archiveAmong, parseArchiveName } from '../../src/libs/archive-name.js';
import { cacheKey } from '../../src/libs/cache-key.js';
import { installPrefix, relocated } from '../../src/libs/pkg-config-file.js';
import { type LibraryRecipe, recipeFor } from '../../src/libs/recipes.js';
import { withLibraries } from '../../src/libs/with-libraries.js';
import { rungs } from '../../src/rungs/registry.js';

const zlib = recipeFor('zlib') as LibraryRecipe;

it.each([
  ['zlib-1.3.1.tar.gz', 'zlib', '1.3.1'],
  ['openssl_3.0.16.orig.tar.gz', 'openssl', '3.0.16'],
  ['zlib_1.2.13.dfsg.orig.tar.bz2', 'zlib', '1.2.13.dfsg'],
  ['libz-sys-1.1.33.crate', 'libz-sys', '1.1.33'],
  ['zstd-v1.5.7.tar.zst', 'zstd', '1.5.7'],
  ['openssl-src-300.6.1+3.6.3.crate', 'openssl-src', '300.6.1+3.6.3'],
])('reads %s', (file, name, version) => expect(parseArchiveName(file)).toEqual({ name, version }));

it.each([
  'zlib_1.2.13.dfsg-1.debian.tar.xz',
  'zlib_1.dsc',
  'README',
  'x_1.0.orig-y.tar.gz',
  '../zlib-1.0.tar.gz',
  'zlib-1.0.tar.gz.asc',
])('takes %s for no archive of sources', (file) => expect(parseArchiveName(file)).toBeNull());

it('takes the newest of several archives, by its own name first', () => {
  const files = ['libz-sys-1.1.33.crate', 'zlib-1.2.9.tar.gz', 'zlib-1.2.13.tar.gz', 'zlib-ng-9.tar.gz'];
  expect(archiveAmong(zlib, files)).toBe('zlib-1.2.13.tar.gz');
  expect(archiveAmong(zlib, ['libz-sys-1.1.33.crate'])).toBe('libz-sys-1.1.33.crate');
  expect(archiveAmong(zlib, ['zlib-ng-9.tar.gz'])).toBeNull();
});

describe('cacheKey', () => {
  const input = {
    recipe: zlib,
    version: '1.3',
    rung: 'zig',
    arch: 'x86_64',
    compiler: ['zig', '0.17.1'],
    needs: [],
  } as const;
  it('is the same for the same input, one word, and another for every other input', () => {
    const others = [
      input,
      { ...input, version: '1.4' },
      { ...input, rung: 'musl-gcc' as const },
      { ...input, arch: 'aarch64' },
      { ...input, compiler: ['zig', '0.18'] },
      { ...input, needs: ['a'] },
      { ...input, recipe: { ...zlib, build: { ...zlib.build, env: { CFLAGS: '-O3' } } } },
    ].map(cacheKey);
    expect(new Set(others).size).toBe(others.length);
    expect(cacheKey({ ...input })).toBe(others[0]);
    expect(cacheKey({ ...input, version: '../../etc/$(x) y' })).toMatch(/^[\w.+~-]+$/);
  });
});

it('makes a pkg-config file independent of where it lies', () => {
  const variable = (name: string) => `$\{${name}}`;
  const prefix = variable('prefix');
  const text = `prefix=${installPrefix}\nlibdir=${prefix}/lib\nincludedir=${installPrefix}/include\nLibs: -L${installPrefix}/lib -lz\nCflags: -D"X=/usr/x"\n`;
  expect(relocated(text)).toBe(
    `prefix=${variable('pcfiledir')}/../..\nlibdir=${prefix}/lib\nincludedir=${prefix}/include\nLibs: -L${prefix}/lib -lz\nCflags: -D"X=/usr/x"\n`,
  );
});

it('adds libraries to the words of a compiler, and to where pkg-config and CMake look', () => {
  const { builds } = rungs['musl-gcc'];
  if (builds.where !== 'here') throw new Error('it builds here');
  const tools = builds.toolchain(builds.named('x86_64'), 'x86_64', 'x86_64');
  expect(withLibraries(tools, [])).toBe(tools);
  const found = withLibraries(tools, ['/c/zlib']);
  expect(found.cc).toEqual(['musl-gcc', '-isystem', '/c/zlib/include', '-L/c/zlib/lib']);
  expect(found.cxx).toBeNull();
  expect(found.sysroots?.[0]).toBe('/c/zlib');
});

describe('sourceLines', () => {
  const from = (text: string, name = 'a.list') => sourceLines([{ name, text }], 'bookworm');
  it('reads both formats, and takes the suites of the release alone', () => {
    const stanza =
      'Types: deb\n# x\nURIs: http://deb.debian.org/debian\nSuites: bookworm bookworm-updates bookworm-backports\nComponents: main\nSigned-By: /usr/share/keyrings/k.gpg\n\nTypes: deb\nURIs: https://deb.nodesource.com/node_20.x\nSuites: nodistro\nComponents: main\n';
    expect(from(stanza, 'debian.sources')).toEqual([
      'deb-src [signed-by=/usr/share/keyrings/k.gpg] http://deb.debian.org/debian bookworm main',
      'deb-src [signed-by=/usr/share/keyrings/k.gpg] http://deb.debian.org/debian bookworm-updates main',
    ]);
    expect(from('deb http://m/debian bookworm main contrib\ndeb-src http://m/debian bookworm main\n')).toEqual([
      'deb-src http://m/debian bookworm main',
    ]);
    expect(from('deb http://m/debian-security bookworm-security main')).toHaveLength(1);
  });
  it('takes nothing without a signature, and nothing that is no list', () => {
    expect(from('deb [trusted=yes] http://m/debian bookworm main')).toEqual([]);
    expect(from('deb [allow-insecure=yes] http://m/debian bookworm main')).toEqual([]);
    expect(from('Types: deb\nURIs: http://m\nSuites: bookworm\nComponents: main\nTrusted: yes\n', 'a.sources')).toEqual(
      [],
    );
    expect(from('Types: deb\nEnabled: no\nURIs: http://m\nSuites: bookworm\nComponents: main\n', 'a.sources')).toEqual(
      [],
    );
    expect(from('deb http://m/";evil bookworm main')).toEqual([]);
    expect(from('# deb http://m/debian bookworm main')).toEqual([]);
  });
});

it('says for which machines the members of an archive are, and throws for what is none', () => {
  const member = (name: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`${name.padEnd(48)}${String(content.length).padEnd(10)}\`\n`),
      content,
      Buffer.alloc(content.length % 2, '\n'),
    ]);
  const archive = (...members: Buffer[]) => Buffer.concat([Buffer.from('!<arch>\n'), ...members]);
  expect([...machinesIn(archive(member('/', Buffer.from('table')), member('a.o/', Buffer.from('text'))))]).toEqual([
    'other',
  ]);
  expect([...machinesIn(archive())]).toEqual([]);
  expect(() => machinesIn(Buffer.from('!<thin>\n'))).toThrow('thin');
  expect(() => machinesIn(Buffer.from('\x7fELF'))).toThrow('not an archive');
  expect(() => machinesIn(archive(Buffer.from(`${'a.o/'.padEnd(48)}${'999'.padEnd(10)}\`\n`)))).toThrow('damaged');
});
