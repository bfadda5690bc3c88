import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { describeLab, program } from '../support/lab.js';

// What the tools of this machine print on a search path that lacks what they call.

const which = (name: string): string =>
  execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).trim();
const everywhere = ['sh', 'env', 'cat', 'sed', 'grep', 'rm', 'mkdir', 'mv', 'uname'];
let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mw-missing-'));
  writeFileSync(join(scratch, 'CMakeLists.txt'), 'cmake_minimum_required(VERSION 3.13)\nproject(x C CXX)\n');
  writeFileSync(join(scratch, 'meson.build'), "project('x', 'c')\n");
  writeFileSync(
    join(scratch, 'Makefile'),
    'a:\n\tgcc -c x.c\nb:\n\tcmake . && true\nc:\n\t@./script\nd:\n\txxd -i x\n',
  );
  writeFileSync(join(scratch, 'script'), '#!/usr/bin/env python3\n', { mode: 0o755 });
  writeFileSync(join(scratch, 'go.mod'), 'module x\ngo 1.19\n');
  writeFileSync(join(scratch, 'x.go'), 'package main\n\nimport "C"\n\nfunc main() {}\n');
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The root cause of what a command prints when only these programs are on its search path. */
const cause = (
  have: readonly string[],
  command: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string | undefined => {
  const path = mkdtempSync(join(scratch, 'path-'));
  for (const name of [...everywhere, ...have]) symlinkSync(which(name), join(path, name));
  const [file = '', ...args] = command;
  const env = { PATH: path, HOME: scratch, LC_ALL: 'C.UTF-8', ...more };
  const options = { cwd: scratch, env, encoding: 'utf8', timeout: 300_000 } as const;
  const { stdout, stderr, status } = spawnSync(which(file), args, options);
  expect(status).not.toBe(0);
  return explainText(`${stdout}${stderr}`).diagnoses[0]?.cause;
};

describeLab('a tool that is missing, as reported by', [program('make'), program('cmake'), program('gcc')], () => {
  it.each([
    ['dash', ['dash', '-c', 'cmake .'], 'cmake-missing'],
    ['bash', ['bash', '-c', 'cargo build'], 'rust-toolchain-missing'],
    ['busybox', ['busybox', 'ash', '-c', 'go build'], 'go-missing'],
    ['make', ['make', 'a'], 'c-compiler-missing'],
    ['a shell of make', ['make', 'b'], 'cmake-missing'],
    ['env', ['make', 'c'], 'python-missing'],
    ['make, of a tool by name', ['make', 'd'], 'build-tool-missing'],
    ['CMake, without make', ['cmake', '-S', '.', '-B', 'b1'], 'make-missing'],
    ['CMake, without ninja', ['cmake', '-G', 'Ninja', '-S', '.', '-B', 'b2'], 'ninja-missing'],
  ] as const)('%s', (_, command, expected) => {
    expect(cause([], command)).toBe(expected);
  });

  it('CMake, without compilers', () => {
    expect(cause(['make'], ['cmake', '-S', '.', '-B', 'b3'])).toBe('c-compiler-missing');
  });
});

describeLab('a C compiler that is missing, as reported by', [program('go'), program('meson')], () => {
  it('Go', () => {
    // The cache of this machine, so that Go's own library is not compiled again.
    const GOCACHE = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
    const env = { GOCACHE, CGO_ENABLED: '1', GOFLAGS: '-mod=mod' };
    expect(cause([], ['go', 'build', '-o', 'x.bin', '.'], env)).toBe('c-compiler-missing');
  });

  it('Meson', () => {
    expect(cause([], ['meson', 'setup', 'b4'])).toBe('c-compiler-missing');
  });
});
