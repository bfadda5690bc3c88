import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkFolder, workFolders } from '../../../src/build/scratch/work-folder.js';

describe('openWorkFolder', () => {
  let base = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-work-'));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  const env = () => ({ XDG_CACHE_HOME: join(base, 'cache') });
  const open = (key: string, limit?: number) => openWorkFolder(env(), key, '/nonexistent', limit);
  /** Uses a folder for a build that leaves so many bytes. */
  const use = async (key: string, bytes: number, limit?: number) => {
    const work = await open(key, limit);
    if (work === null) throw new Error(`${key} is not to be had`);
    writeFileSync(join(work.path, 'built'), Buffer.alloc(bytes));
    await work.end();
    return work.path;
  };

  it('keeps what a build left for the next one', async () => {
    const path = await use('a', 10);
    const again = await open('a');
    expect(again?.path).toBe(path);
    expect(existsSync(join(path, 'built'))).toBe(true);
    await again?.end();
  });

  it('gives one folder to one run at a time', async () => {
    const work = await open('a');
    expect(work).not.toBeNull();
    expect(await open('a')).toBeNull();
    const other = await open('b');
    expect(other).not.toBeNull();
    await other?.end();
    await work?.end();
    const again = await open('a');
    expect(again).not.toBeNull();
    await again?.end();
  });

  it('removes those that were used longest ago above the limit', async () => {
    const [first, second] = [await use('a', 600), await use('b', 600)];
    utimesSync(first, 1000, 1000);
    utimesSync(second, 2000, 2000);
    const third = await use('c', 600, 1500);
    expect([first, second, third].map((path) => existsSync(path))).toEqual([false, true, true]);
  });

  it('removes none that a run is using, and its own where that alone is above the limit', async () => {
    const used = await open('a');
    const own = await use('b', 600, 500);
    expect([used?.path ?? '', own].map((path) => existsSync(path))).toEqual([true, false]);
    await used?.end();
  });

  it('is not to be had where others could write, nor inside the project', async () => {
    mkdirSync(workFolders(env()), { recursive: true });
    chmodSync(workFolders(env()), 0o777);
    expect(await open('a')).toBeNull();
    chmodSync(workFolders(env()), 0o700);
    expect(await openWorkFolder(env(), 'a', base)).toBeNull();
  });
});
