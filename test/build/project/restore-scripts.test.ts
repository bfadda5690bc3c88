import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { restoreScripts } from '../../../src/build/project/restore-scripts.js';

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
