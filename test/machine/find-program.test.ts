import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { programFinder } from '../../src/machine/read/find-program.js';

/** A folder on a server that is gone: asked for its names, it says nothing for ever. */
const gone = '/mw-gone';
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, readdir: (path: string) => (path === gone ? new Promise(() => {}) : real.readdir(path)) };
});

const folder = mkdtempSync(join(tmpdir(), 'mw-find-'));
const tool = join(folder, 'mw-tool');
writeFileSync(tool, '');
chmodSync(tool, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

it('finds what is there, and says of what is nowhere that it is not', async () => {
  const find = programFinder({ PATH: folder });
  expect(await find('mw-tool')).toEqual({ ok: true, text: tool });
  expect(await find('mw-none')).toEqual({ ok: false, error: 'ENOENT' });
});

it('does not call a program missing that could be in a folder which does not answer', async () => {
  const find = programFinder({ PATH: `${gone}:${folder}` });
  expect(await find('mw-tool')).toEqual({ ok: true, text: tool });
  expect(await find('mw-none')).toEqual({ ok: false, error: 'timeout' });
});

it('takes answers that came while this process was busy', async () => {
  const find = programFinder({ PATH: folder });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  expect(await find('mw-tool')).toEqual({ ok: true, text: tool });
});
