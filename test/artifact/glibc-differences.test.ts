import { expect, it } from 'vitest';
import type { Libc } from '../../src/artifact/artifact.js';
import { differenceSymbols, glibcDifferencesOf } from '../../src/artifact/glibc-differences.js';

const topics = (program: Partial<Parameters<typeof glibcDifferencesOf>[0]>, ...defined: string[]) => {
  const symbols = (libc: Libc) => new Set(differenceSymbols(libc).filter((name) => defined.includes(name)));
  return (
    glibcDifferencesOf({ linkage: 'static', libc: 'musl', symbols, stackBytes: 0, ...program })?.map(
      ({ what }) => what,
    ) ?? null
  );
};

it.each([
  [
    ['__res_msend', '__tre_mem_new_impl'],
    ['name resolution', 'regular expressions'],
  ],
  // The project's own functions of such names are no sign of musl's.
  [['regcomp', 'qsort', 'setlocale', 'getaddrinfo', 'strerror', 'getopt'], []],
  [['__libc_malloc_impl'], []],
  [
    ['__libc_malloc_impl', '__pthread_create'],
    ['thread stacks', 'allocator'],
  ],
  [['__pthread_create', 'pthread_attr_setstacksize'], []],
  [['__libc_malloc_impl', '__pthread_create', 'mi_malloc'], ['thread stacks']],
  [['_ZNSt3__14coutE'], ['C++ library']],
])('of a musl program with %j: %j', (symbols, expected) => {
  expect(topics({}, ...symbols)).toEqual(expected);
});

it('says of glibc only what is C++', () => {
  expect(topics({ libc: 'glibc' }, 'iconv_open', '_ZNSt6localeC1EPKc')).toEqual([]);
  expect(topics({ libc: 'glibc', linkage: 'static-pie' }, '_ZNSt3__14coutE')).toEqual(['C++ library']);
});

it('is unknown without symbols or C library, and nothing without either need', () => {
  expect(topics({ symbols: () => null })).toBeNull();
  expect(topics({ libc: 'unknown' }, 'rand')).toBeNull();
  expect(topics({ libc: 'none', symbols: () => null })).toEqual([]);
  expect(topics({ linkage: 'dynamic', libc: 'glibc', symbols: () => null })).toEqual([]);
});

it('searches a program for no symbol that makes no difference in it', () => {
  const symbols = () => expect.unreachable('searched');
  expect(topics({ libc: 'none', symbols })).toEqual([]);
  expect(topics({ libc: 'unknown', symbols })).toBeNull();
  expect(topics({ linkage: 'dynamic', libc: 'glibc', symbols })).toEqual([]);
  expect(differenceSymbols('musl')).toEqual(expect.arrayContaining(['iconv_open', '_ZNSt3__14coutE']));
  expect(differenceSymbols('glibc')).not.toContain('iconv_open');
});

it('has nothing to say of threads where the linker gave them a larger stack, as zig does', () => {
  expect(topics({ stackBytes: 8 << 20 }, '__pthread_create')).toEqual([]);
});
