import { describe, expect, it } from 'vitest';
import { programFor } from '../../../src/build/canary/program-for.js';
import { detectProject } from '../../../src/project/detect.js';

/** A folder of files as text. */
const folder = (files: Readonly<Record<string, string>>) =>
  detectProject({
    name: 'app',
    paths: Object.keys(files).sort(),
    texts: new Map(Object.entries(files)),
    truncated: false,
  });

const cargo = { 'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\n', 'src/main.rs': 'fn main() {}\n' };
const go = { 'go.mod': 'module app\n', 'main.go': 'package main\nfunc main() {}\n' };
const make = { Makefile: 'app: app.c\n\t$(CC) -o app app.c\n', 'app.c': 'int main(void) { return 0; }\n' };

describe('the canary that stands for a project', () => {
  it.each([
    ['nothing', {}, 'c-hello'],
    ['a makefile', make, 'c-hello'],
    ['cargo', cargo, 'rust'],
    ['go', go, 'go'],
    ['CMake for C++', { 'CMakeLists.txt': 'project(app CXX)\nadd_executable(app app.cpp)\n', 'app.cpp': '' }, 'cxx'],
    [
      'CMake that names no language',
      { 'CMakeLists.txt': 'project(app)\nadd_executable(app app.c)\n', 'app.c': '' },
      'c-hello',
    ],
    ['C++ files alone', { 'app.cpp': 'int main() {}\n' }, 'cxx'],
    ['C beside C++ files', { 'app.cpp': 'int main() {}\n', 'part.c': 'int part;\n' }, 'c-hello'],
    ['two ways that differ in language', { ...cargo, ...go }, 'c-hello'],
  ] as const)('%s', (_name, files, expected) => {
    expect(programFor(folder(files))).toBe(expected);
  });

  it('goes by the build system that was asked for', () => {
    expect(programFor(folder({ ...cargo, ...go }), 'go')).toBe('go');
    expect(programFor(folder({ ...cargo, ...go }), 'make')).toBe('c-hello');
  });
});
