import { expect, it } from 'vitest';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { isConditionForLinux, isFileForLinux } from '../../src/project/go-constraints.js';
import { filesOf } from './files-of.js';

it.each([
  ['a.go', '', true],
  ['stat_linux.go', '', true],
  ['stat_solaris.go', '', false],
  ['stat_windows_amd64.go', '', false],
  // A whole name is no suffix.
  ['darwin.go', '', true],
  ['a.go', '//go:build linux', true],
  ['a.go', '//go:build darwin', false],
  ['a.go', '//go:build !linux', false],
  ['a.go', '//go:build !windows', true],
  ['a.go', '//go:build linux && cgo', true],
  ['a.go', '//go:build darwin || (linux && amd64)', true],
  ['a.go', '//go:build (darwin || freebsd) && cgo', false],
  ['a.go', '//go:build !(darwin || freebsd)', true],
  ['a.go', '//go:build !(linux && cgo)', false],
  ['a.go', '//go:build sqlite_vtable', true],
  ['a.go', '//go:build', true],
  ['a.go', `//go:build ${'('.repeat(300)}darwin`, true],
])('%s with %j: for Linux %s', (path, text, expected) => {
  expect(isFileForLinux(path, `${text}\n\npackage a\n`)).toBe(expected);
});

it.each([
  ['', true],
  ['linux', true],
  ['solaris', false],
  ['darwin linux', true],
  ['darwin,amd64 windows', false],
  ['!windows', true],
  ['!linux', false],
  ['linux,!cgo', false],
])('#cgo %s: for Linux %s', (condition, expected) => {
  expect(isConditionForLinux(condition)).toBe(expected);
});

it('needs no library of another system', () => {
  const cgo = (flags: string) => `package main\n\n/*\n${flags}\n*/\nimport "C"\n\nfunc main() {}\n`;
  const project = chooseBuild(
    detectProject(
      filesOf({
        'go.mod': 'module m\n',
        'main.go': cgo('#cgo LDFLAGS: -lz\n#cgo windows LDFLAGS: -lws2_32\n#cgo linux,amd64 pkg-config: libsodium'),
        'stat_solaris.go': cgo('#cgo LDFLAGS: -lkstat'),
      }),
    ),
  );
  expect(project.libraries.map(({ id }) => id)).toEqual(['zlib', 'sodium']);
});
