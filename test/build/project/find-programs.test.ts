import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executableFiles, newPrograms } from '../../../src/build/project/find-programs.js';

it('finds a new program beside files whose names are not UTF-8', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-programs-'));
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/n`), Buffer.from([0xff])]), '', { mode: 0o755 });
    const before = await executableFiles(folder, true);
    expect([...before]).toEqual([]);
    copyFileSync(process.execPath, join(folder, 'node'));
    expect((await newPrograms(folder, true, before)).map(({ path }) => path)).toEqual(['node']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
