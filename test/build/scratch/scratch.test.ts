import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRunning, thisProcess } from '../../../src/build/processes/process-id.js';
import { removeTree } from '../../../src/build/scratch/remove-tree.js';
import { createScratch, markerName, prefix, scratchBases } from '../../../src/build/scratch/scratch.js';
import { sweep } from '../../../src/build/scratch/sweep.js';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-base-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** A process that has ended, so that its number names nobody. */
const dead = () => ({ ...thisProcess(), pid: spawnSync('/bin/true').pid });

const leave = (name: string, marker: unknown): string => {
  const path = join(base, prefix + name);
  mkdirSync(path, { mode: 0o700 });
  if (marker !== undefined)
    writeFileSync(join(path, markerName), typeof marker === 'string' ? marker : JSON.stringify(marker));
  return path;
};

describe('createScratch', () => {
  it('makes a private folder and removes it, read-only folders in it and all', async () => {
    const scratch = await createScratch([base]);
    expect(lstatSync(scratch.path).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(join(scratch.path, markerName), 'utf8'))).toMatchObject({ id: scratch.id });
    mkdirSync(join(scratch.path, 'cache/module'), { recursive: true });
    writeFileSync(join(scratch.path, 'cache/module/file'), '');
    chmodSync(join(scratch.path, 'cache/module'), 0o500);
    await scratch.remove();
    expect(existsSync(scratch.path)).toBe(false);
  });

  it('goes on to the next base, and says of each why not', async () => {
    const scratch = await createScratch([join(base, 'missing'), base]);
    expect(scratch.path.startsWith(base)).toBe(true);
    await scratch.remove();
    await expect(createScratch([join(base, 'missing'), '/proc'])).rejects.toMatchObject({
      evidence: [`${join(base, 'missing')}: ENOENT`, expect.stringMatching(/^\/proc: E/)],
      nextSteps: [expect.stringContaining('/proc/mounts')],
    });
  });

  it('leaves what is to be kept to the user, and tells where it is', async () => {
    const scratch = await createScratch([base]);
    writeFileSync(join(scratch.path, 'program'), '');
    expect(scratch.keep()).toContain(scratch.path);
    // By its marker a run of a process that has ended would be known as left over.
    expect(existsSync(join(scratch.path, markerName))).toBe(false);
    expect((await sweep([base], [])).scratch).toEqual([]);
    expect(existsSync(scratch.path)).toBe(true);
  });

  it('looks only in absolute folders, each once', () => {
    expect(scratchBases({ TMPDIR: '/tmp', HOME: '/home/me', XDG_RUNTIME_DIR: 'relative' }, '/work')).toEqual([
      '/tmp',
      '/var/tmp',
      '/home/me/.cache',
      '/work',
    ]);
    // As if it were not set: XDG Base Directory Specification.
    for (const XDG_CACHE_HOME of ['', 'relative'])
      expect(scratchBases({ HOME: '/home/me', XDG_CACHE_HOME }, '/work')).toContain('/home/me/.cache');
  });
});

describe('sweep', () => {
  const id = 'a1b2c3d4e5f6';

  it('removes what a dead owner left, and nothing of the living', async () => {
    const left = leave('dead', { id, owner: dead() });
    const kept = leave('live', { id: 'b1b2c3d4e5f6', owner: thisProcess() });
    expect(await sweep([base], [])).toMatchObject({ scratch: [left] });
    expect(existsSync(left)).toBe(false);
    expect(existsSync(kept)).toBe(true);
  });

  it('takes a process with the same number and another start for another', () => {
    const me = thisProcess();
    expect(isRunning(me)).toBe(true);
    expect(isRunning({ ...me, start: (me.start ?? 0) + 1 })).toBe(false);
    expect(isRunning({ ...me, boot: 'another boot' })).toBe(false);
  });

  it.each(['{', 'null', '{"id":"../../etc","owner":{"pid":1}}', '{"id":"a1b2c3d4e5f6"}'])(
    'leaves a folder with the marker %j',
    async (marker) => {
      const path = leave('odd', marker);
      expect((await sweep([base], [])).scratch).toEqual([]);
      expect(existsSync(path)).toBe(true);
    },
  );

  it('follows no link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'mw-else-'));
    writeFileSync(join(elsewhere, markerName), JSON.stringify({ id, owner: dead() }));
    symlinkSync(elsewhere, join(base, `${prefix}link`));
    expect((await sweep([base], [])).scratch).toEqual([]);
    expect(existsSync(join(elsewhere, markerName))).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  it('removes an empty folder only when it is old', async () => {
    const young = leave('young', undefined);
    const old = leave('old', undefined);
    utimesSync(old, new Date(0), new Date(0));
    expect((await sweep([base], [])).scratch).toEqual([old]);
    expect(existsSync(young)).toBe(true);
  });

  it('ends the processes that carry the canary’s mark', async () => {
    leave('dead', { id, owner: dead() });
    const child = spawnSync('/bin/sh', ['-c', `MUSL_WIZARD_CANARY=${id} setsid sleep 60 >/dev/null 2>&1 & echo $!`], {
      encoding: 'utf8',
    });
    const swept = await sweep([base], []);
    expect(swept.processes).toBeGreaterThan(0);
    expect(Number(child.stdout)).toBeGreaterThan(1);
  });
});

describe('removeTree', () => {
  it('does nothing for a folder that is not there', async () => {
    await expect(removeTree(join(base, 'missing'))).resolves.toBeUndefined();
  });
});
