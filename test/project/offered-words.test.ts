import { expect, it } from 'vitest';
import {
  offeredWords,
  withOfferedOption,
  withOfferedWords,
  withoutDocumentation,
} from '../../src/project/offered-words.js';
import { someDiagnosis } from '../support/diagnosis.js';

it.each([
  ['autotools', 'configure: error: libfoo not found, install it or specify --without-libfoo', ['--without-libfoo']],
  ['make', 'Building this requires that you pass TARGET=<target>\n   make TARGET=linux-musl', ['TARGET=linux-musl']],
  ['cmake', 'CMake Error: no zlib. Use -DWITH_ZLIB=OFF to build without it', ['-DWITH_ZLIB=OFF']],
  ['meson', 'ERROR: no docs tool, pass -Ddocs=disabled', ['-Ddocs=disabled']],
  ['autotools', '$ ./configure --disable-shared --enable-static', []],
  ['cargo', 'use --without-x', []],
  ['make', 'make: *** [Makefile:5: x] Error 1', []],
] as const)('of %s, in %j', (system, tail, words) => {
  expect(offeredWords(tail, system)).toEqual(words);
});

it('offers them as the first fix of the root cause, with the rung', () => {
  const [root, follows] = withOfferedWords([someDiagnosis('x'), someDiagnosis('x', false)], ['--without-x'], 'zig');
  expect(root?.fixes[0]?.commands).toEqual(['musl-wizard build --rung zig -- --without-x']);
  expect(follows?.fixes).toEqual([]);
});

it('names the goal of this system where a makefile only lists its goals', () => {
  const list = 'make linux ...... Make Linux binaries\nmake osx ...... Make OS/X binaries\n';
  expect(offeredWords(list, 'make')).toEqual(['linux']);
  expect(offeredWords(`$ make linux CC=gcc\n`, 'make')).toEqual([]);
  expect(offeredWords('make -C src linux', 'make')).toEqual([]);
});

it('offers the option that one more try would take, until it is taken', () => {
  const cause = someDiagnosis('common-symbols-defined-twice');
  const commands = (options: { fcommon?: boolean }) =>
    withOfferedOption([cause], 'musl-gcc', options).flatMap(({ fixes }) => fixes.flatMap((fix) => fix.commands));
  expect(commands({})).toEqual(['musl-wizard choose --rung musl-gcc --fcommon --yes']);
  expect(commands({ fcommon: true })).toEqual([]);
  expect(withOfferedOption([someDiagnosis('disk-full')], 'musl-gcc', {})[0]?.fixes).toEqual([]);
});

it('offers a build without the documentation where only a program for that is missing', () => {
  const build = { system: 'autotools', configure: 'generated', withoutDocs: ['--disable-manpages'] } as const;
  const missing = (excerpt: string, cause = 'program-missing') => [{ ...someDiagnosis(cause), excerpt }];
  const commands = (diagnoses: ReturnType<typeof missing>, of: Parameters<typeof withoutDocumentation>[1] = build) =>
    withoutDocumentation(diagnoses, of, 'zig').flatMap(({ fixes }) => fixes.flatMap((fix) => fix.commands));
  const line = '/bin/bash: line 2: xsltproc: command not found';
  expect(commands(missing(line))).toEqual(['musl-wizard build --rung zig -- --disable-manpages']);
  expect(commands(missing('/bin/sh: 1: protoc: not found'))).toEqual([]);
  expect(commands(missing(line, 'disk-full'))).toEqual([]);
  expect(commands(missing(line), { system: 'autotools', configure: 'generated' })).toEqual([]);
});
