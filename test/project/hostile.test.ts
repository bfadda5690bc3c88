import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UserError } from '../../src/errors.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { asOperand, isPlainPath } from '../../src/project/plain-path.js';
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
  ['configure.ac', 'AC_ARG_WITH('.repeat(80_000)],
  ['configure.ac', 'if\nPKG_CHECK_MODULES([A], [a])\nfi\n'.repeat(20_000)],
  ['meson.build', `dependency(${' '.repeat(200_000)}`],
  ['main.c', `${'a '.repeat(100_000)}main`],
  ['go.mod', `module${' '.repeat(200_000)}`],
])('reads a hostile %s in linear time', (path, content) => {
  const files = filesOf({ [path]: content });
  expect(processorTime(() => void detectProject(files))).toBeLessThan(1500);
});

const main = 'int main(void) { return 0; }\n';

it.each([
  ['a\nRUN touch x #.c', String.raw`$'a\nRUN touch x #.c'`, String.raw`mv -- $'a\nRUN touch x #.c' a-RUN-touch-x-#.c`],
  ['a\rb.c', String.raw`$'a\rb.c'`, String.raw`mv -- $'a\rb.c' a-b.c`],
  ['a\u2028b.c', String.raw`$'a\342\200\250b.c'`, String.raw`mv -- $'a\342\200\250b.c' a-b.c`],
  ['a\ufffd.c', String.raw`$'a\357\277\275.c'`, 'ls -b   # shows the names; rename the file, then try again'],
])('lets no source called %j into a build file, and names it', (path, shown, next) => {
  const project = detectProject(filesOf({ 'main.c': main, [path]: 'int x;\n' }));
  expect(project.candidates).toEqual([]);
  const choose = () => chooseBuild(project);
  expect(choose).toThrow(/has a name that cannot be written into a build file/);
  try {
    choose();
  } catch (error) {
    expect((error as UserError).evidence).toEqual([shown]);
    expect(
      (error as UserError).nextSteps.map((step) => step.replaceAll("'a-RUN-touch-x-#.c'", 'a-RUN-touch-x-#.c')),
    ).toEqual([next]);
  }
});

it('builds a project with a makefile whatever its sources are called', () => {
  const { candidates } = detectProject(filesOf({ Makefile: 'all:\n\tcc x.c\n', 'a\nb.c': main }));
  expect(candidates.map(({ build }) => build.system)).toEqual(['make']);
});

it('gives no build a path with a control character or a broken one, whatever the folder holds', () => {
  const folder = fc.dictionary(
    fc
      .tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('.c', '.cc', '/main.go', '.h'))
      .map((parts) => parts.join('')),
    fc.constantFrom(main, 'package main\nfunc main() {}\n', ''),
  );
  fc.assert(
    fc.property(folder, (tree) => {
      const { candidates } = detectProject(filesOf({ 'go.mod': 'module example.org/x\n', 'main.c': main, ...tree }));
      for (const { build } of candidates) {
        const paths =
          build.system === 'go'
            ? build.mains
            : build.system === 'plain'
              ? build.programs.flatMap(({ sources }) => sources)
              : [];
        for (const path of paths) {
          expect(isPlainPath(path)).toBe(true);
          expect(asOperand(path)).toMatch(/^[\w./]/);
        }
      }
    }),
  );
});
