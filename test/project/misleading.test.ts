import { expect, it } from 'vitest';
import { detectProject } from '../../src/project/detect.js';
import { processorTime } from '../support/processor-time.js';

/** Of each file; a reader of quadratic cost takes a minute for it. */
const length = 64 * 1024;
/** Of processor time, generous. */
const mostMs = 3000;

const names = [
  ...['Makefile', 'CMakeLists.txt', 'Cargo.toml', 'go.mod', 'main.go', 'meson.build', 'configure.ac', 'configure'],
  ...['Makefile.am', 'package.json', 'flake.nix', 'main.c', 'build.rs', 'src/main.rs'],
];
const pieces = [
  '\n',
  ' ',
  '\t',
  'a',
  '\\\n',
  '$(',
  '(',
  '[',
  '"',
  "'",
  '#',
  'a=',
  'a:\n',
  ' -la',
  'a \\\n',
  '/*',
  '{a}',
];

it.each(names)('no project takes long to read, whatever its %s repeats', (name) => {
  const slow = pieces.flatMap((piece) => {
    const text = piece.repeat(length / piece.length + 1).slice(0, length);
    const texts = new Map([
      ['go.mod', 'module x\n'],
      [name, text],
    ]);
    const files = { name: 'x', paths: [...new Set([...texts.keys(), 'main.c'])], texts, truncated: false };
    const ms = processorTime(() => void detectProject(files));
    return ms > mostMs ? [`${ms} ms: ${JSON.stringify(piece)}`] : [];
  });
  expect(slow).toEqual([]);
});

const many = (count: number, line: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => line(nth)).join('');
const filled = (line: (nth: number) => string): string => many(Math.ceil((16 * length) / line(0).length), line);

/** Projects made to keep us busy: a reader that searches all of one thing for each of another takes minutes for them. */
const busy: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'macros, and who calls them',
    { 'configure.ac': filled(() => 'aa bb\n'), 'm4/a.m4': filled((nth) => `AC_DEFUN([X${nth}],`) },
  ],
  [
    'a variable of a makefile that is long and stands in every line',
    { Makefile: `V=${'x '.repeat(length)}\n${many(100, (nth) => `t${nth}: ${'$(V)'.repeat(1000)}\n`)}` },
  ],
  [
    'rules that need each other',
    { Makefile: many(1900, (nth) => `r${nth}: r${nth + 1} ${many(80, (n) => `${nth}x${n} `)}\n`) },
  ],
  [
    'a variable of CMake that is long and stands in every name',
    Object.fromEntries(
      ['', 'a/', 'b/'].map((folder) => [
        `${folder}CMakeLists.txt`,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CMake's own syntax
        `set(V ${'x'.repeat(4000)})\n${many(250, () => `add_executable(${'${V}'.repeat(1000)})\n`)}`,
      ]),
    ),
  ],
  [
    'packages of a workspace',
    {
      'Cargo.toml': '[workspace]\nmembers = ["*"]\n',
      ...Object.fromEntries(
        Array.from({ length: 10_000 }, (_, nth) => [`d${nth}/Cargo.toml`, '[package]\nname = "x"\n']),
      ),
    },
  ],
  [
    'patterns of a workspace',
    {
      'Cargo.toml': `[workspace]\nmembers = [${filled((nth) => `"a${nth}*", "b${nth}",`)}]\n`,
      ...Object.fromEntries(
        Array.from({ length: 2000 }, (_, nth) => [`d${nth}/Cargo.toml`, '[package]\nname = "x"\n']),
      ),
    },
  ],
  [
    'modules in a module',
    {
      'go.mod': 'module x\n',
      ...Object.fromEntries(
        Array.from({ length: 20_000 }, (_, nth) => [nth % 2 ? `a${nth}/go.mod` : `b${nth}/x.go`, '']),
      ),
    },
  ],
];

it.each(busy)('no project takes long to read, however many it has: %s', (_, sources) => {
  const texts = new Map(Object.entries(sources));
  const files = { name: 'x', paths: [...texts.keys(), 'main.c'].sort(), texts, truncated: false };
  expect(processorTime(() => void detectProject(files))).toBeLessThan(mostMs);
});
