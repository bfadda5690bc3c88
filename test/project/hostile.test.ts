import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectProject } from '../../src/project/detect.js';
import { processorTime } from '../support/processor-time.js';
import { filesOf } from './files-of.js';

const names = [
  'Makefile',
  'CMakeLists.txt',
  'meson.build',
  'configure.ac',
  'Makefile.am',
  'Cargo.toml',
  'Cargo.lock',
  'go.mod',
  'main.go',
  'main.c',
];
const words = fc.constantFrom(
  '-l',
  '-lz',
  'pkg-config ',
  'find_package(',
  'PKG_CHECK_MODULES([',
  'dependency(',
  'add_executable(',
  'bin_PROGRAMS = ',
  '$(shell rm)',
  '`',
  "'",
  '"',
  '\n',
  ' ',
  ')',
  ']',
  ',',
  '[[package]]\nname = ',
  '#cgo LDFLAGS: ',
);
const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }).map((parts) => parts.join(''));

it('gives only safe names, whatever the files hold', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), text), fc.string(), (tree, name) => {
      const project = detectProject(filesOf(tree, name));
      const said = project.candidates.flatMap(({ libraries, targets }) => [
        ...libraries.map(({ id }) => id),
        ...targets.map((t) => t.name),
      ]);
      for (const word of [project.name, ...said]) expect(word).toMatch(/^[A-Za-z0-9][\w.+-]*$/);
    }),
  );
});

it.each([
  ['Makefile', `${'pkg-config'.padEnd(200_000)}`],
  ['Makefile', '-l'.repeat(100_000)],
  ['Makefile', 'x -la pkg-config b\n'.repeat(40_000)],
  ['Makefile', 'a '.repeat(200_000)],
  ['CMakeLists.txt', 'project('.repeat(30_000)],
  ['configure.ac', `AC_CHECK_LIB(${' '.repeat(200_000)}`],
  ['configure.ac', 'PKG_CHECK_MODULES('.repeat(20_000)],
  ['meson.build', `dependency(${' '.repeat(200_000)}`],
  ['main.c', `${'a '.repeat(100_000)}main`],
  ['go.mod', `module${' '.repeat(200_000)}`],
])('reads a hostile %s in linear time', (path, content) => {
  const files = filesOf({ [path]: content });
  expect(processorTime(() => void detectProject(files))).toBeLessThan(1500);
});
