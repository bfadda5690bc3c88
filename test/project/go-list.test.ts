import { describe, expect, it } from 'vitest';
import { detectProject } from '../../src/project/detect.js';
import { nameMains, needsCgo, programOf, readMains } from '../../src/project/go-list.js';
import { filesOf } from './files-of.js';

describe('readMains', () => {
  it.each([
    ['m\n\nm/cmd/a\n', ['.', './cmd/a'], []],
    ['m/cmd/a\nm/tools/gen\nm/internal/x\n', ['./cmd/a'], ['./tools/gen', './internal/x']],
    // Where nothing else is there, it is what the module is for.
    ['m/tools/gen\n', ['./tools/gen'], []],
    ['go: downloading example.org/x v1.2.3\nm/cmd/a\nother/cmd/b\n', ['./cmd/a'], []],
    ['m/$(evil)\nm/-x\nm/../y\nm/x\n', ['./x'], []],
    ['', [], []],
  ])('reads %j', (answer, mains, others) => {
    expect(readMains(answer, 'm')).toEqual({ mains, others });
  });
});

it('needs a C compiler for a package that has files of cgo', () => {
  expect(needsCgo('\n\n')).toBe(false);
  expect(needsCgo('github.com/mattn/go-sqlite3\n')).toBe(true);
});

it('gives each program of a module a name of its own', () => {
  const names = (...mains: string[]) => nameMains(mains, 'example.org/app').map(({ name }) => name);
  expect(names('.', './cmd/x')).toEqual(['app', 'x']);
  expect(names('./pass/cmd', './wincred/cmd')).toEqual(['cmd', 'wincred-cmd']);
  expect(names('./cmd/app', '.')).toEqual(['cmd-app', 'app']);
});

it.each([
  ['example.org/demo/v2', 'demo'],
  ['./cmd/x', 'x'],
])('calls the program of %s %s', (path, name) => {
  expect(programOf(path)).toBe(name);
});

// As `go list` has it, without asking: for recipes, which run nothing of the project.
it('reads no program from what go does not build here', () => {
  const main = 'package main\nfunc main() {}\n';
  const { candidates } = detectProject(
    filesOf({
      'go.mod': 'module m\n',
      'text.go': 'package m\n',
      'gen.go': `//go:build ignore\n\n${main}`,
      'cmd/app/main.go': main,
      'nested/go.mod': 'module m/nested\n',
      'nested/main.go': main,
      '_old/main.go': main,
      'a/testdata/main.go': main,
    }),
  );
  expect(candidates[0]?.build).toMatchObject({ mains: ['./cmd/app'] });
});
