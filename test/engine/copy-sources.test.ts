import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copySources } from '../../src/engine/copy-sources.js';

describe('copySources', () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-copy-'));
  afterAll(() => rmSync(base, { recursive: true }));
  const from = join(base, 'from');
  beforeAll(() => {
    mkdirSync(join(from, 'src/.libs'), { recursive: true });
    mkdirSync(join(from, 'target'));
    const elf = '\x7fELF\x02\x01\x01';
    for (const name of ['src/a.c', 'src/text.o', 'src/a.lo', 'Makefile']) writeFileSync(join(from, name), 'text\n');
    for (const name of ['src/a.o', 'src/.libs/a.o', 'prebuilt']) writeFileSync(join(from, name), elf);
    writeFileSync(join(from, 'program'), elf, { mode: 0o755 });
    writeFileSync(join(from, 'configure'), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync('program', join(from, 'link'));
  });

  it.each([
    ['leaves behind what an ordinary build left among the sources, and names it', true],
    ['takes it along where the build is elsewhere', false],
  ])('%s', (name, inTree) => {
    const to = join(base, name);
    const built = ['program', 'src/.libs/a.o', 'src/a.lo', 'src/a.o'];
    expect([...copySources(from, to, inTree)].sort()).toEqual(inTree ? built : []);
    const files = readdirSync(to, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1));
    expect(files.sort()).toEqual(
      ['Makefile', 'configure', 'link', 'prebuilt', 'src/a.c', 'src/text.o', ...(inTree ? [] : built)].sort(),
    );
  });
});
