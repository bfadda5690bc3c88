import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyFile } from '../../src/files/copy-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-copy-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();

it('copies bytes and mode, and leaves holes', async () => {
  writeFileSync(at('from'), 'x', { mode: 0o751 });
  truncateSync(at('from'), 5 * 1024 ** 2 + 3);
  await copyFile(at('from'), at('to'), { signal, follow: false });
  expect(readFileSync(at('to')).equals(readFileSync(at('from')))).toBe(true);
  expect(statSync(at('to')).mode & 0o777).toBe(0o751);
});

it('hears Ctrl-C in the middle of a file', async () => {
  writeFileSync(at('from'), '');
  truncateSync(at('from'), 64 * 1024 ** 2);
  const stop = new AbortController();
  let pieces = 0;
  const breathe = async () => {
    pieces += 1;
    if (pieces === 3) stop.abort();
  };
  await copyFile(at('from'), at('to'), { signal: stop.signal, follow: false, breathe });
  expect(pieces).toBe(3);
});

it.each([
  ['a pipe', 'mkfifo from'],
  ['a device', 'ln -s /dev/zero from'],
  ['a folder', 'mkdir from'],
])('refuses %s at once', async (_, make) => {
  execFileSync('sh', ['-c', make], { cwd: folder });
  await expect(copyFile(at('from'), at('to'), { signal, follow: true })).rejects.toThrow();
});

it('follows a link only where that was said, and replaces nothing', async () => {
  writeFileSync(at('file'), 'x');
  symlinkSync(at('file'), at('link'));
  await expect(copyFile(at('link'), at('to'), { signal, follow: false })).rejects.toThrow(/ELOOP/);
  await copyFile(at('link'), at('to'), { signal, follow: true });
  await expect(copyFile(at('link'), at('to'), { signal, follow: true })).rejects.toThrow(/EEXIST/);
});
