import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureFolder } from '../../src/files/ensure-folder.js';
import { isInside } from '../../src/files/inside.js';
import { clearParts, partOf } from '../../src/files/parts.js';
import { readBounded } from '../../src/files/read-bounded.js';
import { writeWhole } from '../../src/files/write-whole.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]) => join(folder, ...names);

describe('a folder', () => {
  it('is made with its parents, and not where a file is', () => {
    ensureFolder(at('a/b'));
    expect(existsSync(at('a/b'))).toBe(true);
    writeFileSync(at('file'), '');
    for (const path of [at('file'), at('file/below'), '/proc/nowhere']) expect(() => ensureFolder(path)).toThrow();
  });
});

describe('a file of a stranger', () => {
  it('is read up to a bound', () => {
    writeFileSync(at('file'), 'grüß dich');
    expect(readBounded(at('file'), 100)).toBe('grüß dich');
    expect(() => readBounded(at('file'), 5)).toThrow(/it has 11 bytes, more than 5/);
    expect(readBounded('/proc/self/status', 100_000)).toContain('Name:');
  });

  it('is refused where it would block or never end', () => {
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('/dev/zero', at('endless'));
    for (const name of [at('pipe'), at('endless'), folder])
      expect(() => readBounded(name, 100)).toThrow(/not a regular file/);
    expect(() => readBounded(at('none'), 100)).toThrow(/ENOENT/);
  });
});

it('a path is inside its folder only without links that lead out', () => {
  mkdirSync(at('project/deep'), { recursive: true });
  mkdirSync(at('elsewhere'));
  writeFileSync(at('elsewhere/file'), '');
  symlinkSync(at('elsewhere/file'), at('project/file'));
  symlinkSync(at('elsewhere'), at('project/folder'));
  symlinkSync(at('project/deep'), at('project/alias'));
  symlinkSync(at('project'), at('entrance'));
  const inside = (name: string) => isInside(at('project'), at('project', name));
  expect(['deep/new', 'new/newer', 'alias/x', '..odd'].map(inside)).toEqual([true, true, true, true]);
  expect(['file', 'folder/new', 'folder/new/newer', '../elsewhere'].map(inside)).toEqual([false, false, false, false]);
  // Nothing leads out here, and nothing can be written: what tries says why.
  symlinkSync('circle', at('project/circle'));
  writeFileSync(at('project/plain'), '');
  expect(['circle', 'circle/x', 'plain/x'].map(inside)).toEqual([true, true, true]);
  expect(isInside(at('entrance'), at('entrance/deep'))).toBe(true);
});

it('what is written is writable by nobody else, whatever the umask, and keeps the mode that it had', () => {
  const umask = process.umask(0);
  writeWhole(at('new/file'), 'x');
  const mode = (name: string) => statSync(at(name)).mode & 0o777;
  expect([mode('new'), mode('new/file')]).toEqual([0o755, 0o644]);
  chmodSync(at('new/file'), 0o755);
  writeWhole(at('new/file'), 'y');
  expect(mode('new/file')).toBe(0o755);
  process.umask(umask);
});

describe('parts of files', () => {
  it('that a killed run left go with the next write, once they are old', () => {
    const [old, fresh] = [partOf(at('file')), partOf(at('file'))];
    const others = ['file.tmp-mine', 'other.tmp-0123456789abcdef', 'file'];
    for (const path of [old, fresh, ...others.map((name) => at(name))]) {
      writeFileSync(path, 'x');
      if (path !== fresh) utimesSync(path, new Date(0), new Date(0));
    }
    clearParts(at('file'));
    expect(existsSync(old)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it('are called as atomically calls its own', () => {
    writeWhole(at('new/file'), 'x');
    expect(readdirSync(at('new'))).toEqual(['file']);
    expect(partOf('/a/b')).toMatch(/^\/a\/b\.tmp-\d{10}[0-9a-f]{6}$/);
  });
});
