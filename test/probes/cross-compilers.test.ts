import { describe, expect, it } from 'vitest';
import { crossCompilers, isToolName } from '../../src/probes/cross-compilers.js';
import { muslTripleOf } from '../../src/probes/parse/triples.js';

describe('what the name of a cross compiler says', () => {
  it.each([
    ['x86_64-linux-musl-gcc', 'x86_64-linux-musl', 'x86_64'],
    ['aarch64-buildroot-linux-musl-gcc', 'aarch64-buildroot-linux-musl', 'aarch64'],
    ['riscv64-unknown-linux-musl-gcc', 'riscv64-unknown-linux-musl', 'riscv64'],
    ['i486-linux-musl-gcc', 'i486-linux-musl', 'i686'],
    ['armv7l-linux-musleabihf-gcc', 'armv7l-linux-musleabihf', 'armv7l'],
    ['arm-linux-musleabihf-gcc', 'arm-linux-musleabihf', 'armv6l'],
    ['powerpc64le-linux-musl-gcc', 'powerpc64le-linux-musl', 'ppc64le'],
  ])('%s', (name, triple, arch) => {
    expect(muslTripleOf(name)).toEqual({ triple, arch });
  });

  it.each([
    'musl-gcc',
    'x86_64-linux-gnu-gcc',
    'x86_64-linux-musl-gcc-ar',
    'x86_64-linux-muslx32-gcc',
    'x86_64-linux-musl-gcc;id',
    '../x86_64-linux-musl-gcc',
    'x86_64-$(id)-linux-musl-gcc',
    '-linux-musl-gcc',
  ])('%s says nothing', (name) => {
    expect(muslTripleOf(name)).toBeNull();
  });
});

it('takes the first of a name, and the tools beside it alone', () => {
  const paths = [
    ...['/a/x86_64-linux-musl-gcc', '/a/x86_64-linux-musl-g++', '/b/x86_64-linux-musl-gcc'],
    ...['/b/x86_64-linux-musl-gfortran', '/b/aarch64-linux-musl-gcc', '/b/aarch64-linux-musl-ar'],
  ];
  expect(crossCompilers(paths)).toEqual([
    { path: '/a/x86_64-linux-musl-gcc', triple: 'x86_64-linux-musl', arch: 'x86_64', tools: ['gcc', 'g++'] },
    { path: '/b/aarch64-linux-musl-gcc', triple: 'aarch64-linux-musl', arch: 'aarch64', tools: ['gcc', 'ar'] },
  ]);
});

it('takes no name that a shell or terminal would read', () => {
  const names = ['a-linux-musl-gcc', 'a-linux-musl-gcc\n', 'a b-linux-musl-gcc', '.a-linux-musl-gcc', 'gcc'];
  expect(names.filter(isToolName)).toEqual(['a-linux-musl-gcc']);
});

it('names each tool once where a folder is on the search path twice', () => {
  const path = '/usr/bin/x86_64-linux-musl-gcc';
  expect(crossCompilers([path, path])).toMatchObject([{ path, tools: ['gcc'] }]);
});
