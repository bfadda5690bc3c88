import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeStartable, restoreScripts } from '../../../src/build/project/restore-scripts.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-scripts-'));
  mkdirSync(join(folder, 'tools'));
  for (const [name, text] of [
    ['build', '#!/bin/sh\n'],
    ['tools/gen.py', '#!/usr/bin/env python3\n'],
    ['main.c', 'int main(void) { return 0; }\n'],
    ['empty', ''],
  ] as const)
    writeFileSync(join(folder, name), text, { mode: 0o644 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isExecutable = (name: string) => (statSync(join(folder, name)).mode & 0o100) !== 0;

it('makes scripts executable where no file is', () => {
  restoreScripts(folder);
  expect(['build', 'tools/gen.py', 'main.c', 'empty'].filter(isExecutable)).toEqual(['build', 'tools/gen.py']);
});

it('leaves all as it is where any file is executable', () => {
  chmodSync(join(folder, 'tools/gen.py'), 0o755);
  restoreScripts(folder);
  expect(isExecutable('build')).toBe(false);
});

it('follows no link', () => {
  const outside = mkdtempSync(join(tmpdir(), 'mw-outside-'));
  try {
    writeFileSync(join(outside, 'x'), '#!/bin/sh\n', { mode: 0o644 });
    symlinkSync(join(outside, 'x'), join(folder, 'link'));
    symlinkSync(outside, join(folder, 'folder'));
    restoreScripts(folder);
    expect(statSync(join(outside, 'x')).mode & 0o111).toBe(0);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

it('makes startable what configure and make start by path, and nothing else', () => {
  const outside = mkdtempSync(join(tmpdir(), 'mw-outside-'));
  try {
    mkdirSync(join(folder, 'build-aux'));
    for (const name of ['configure', 'install-sh', 'build-aux/depcomp', 'build-aux/configure', 'tools/missing'])
      writeFileSync(join(folder, name), '', { mode: 0o640 });
    writeFileSync(join(outside, 'compile'), '', { mode: 0o644 });
    symlinkSync(outside, join(folder, 'config'));
    symlinkSync(join(outside, 'compile'), join(folder, 'config.sub'));
    mkdirSync(join(folder, 'missing'), { mode: 0o600 });
    makeStartable(folder);
    const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
    expect(['configure', 'install-sh', 'build-aux/depcomp'].map(mode)).toEqual(['740', '740', '740']);
    expect(['build-aux/configure', 'tools/missing', 'main.c', 'missing'].map(mode)).toEqual([
      '640',
      '640',
      '644',
      '600',
    ]);
    expect(statSync(join(outside, 'compile')).mode & 0o111).toBe(0);
  } finally {
    rmSync(outside, { recursive: true });
  }
});
