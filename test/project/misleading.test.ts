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
