import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it, vi } from 'vitest';
import type { CaptureKey } from '../../src/machine/capture.js';
import { programFinder } from '../../src/machine/read/find-program.js';
import { collectorScript } from '../../src/machine/script.js';

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
  const { find } = programFinder({ PATH: folder });
  expect(await find('mw-tool')).toEqual({ ok: true, text: tool });
  expect(await find('mw-none')).toEqual({ ok: false, error: 'ENOENT' });
});

it('does not call a program missing that could be in a folder which does not answer', async () => {
  const { find } = programFinder({ PATH: `${gone}:${folder}` });
  expect(await find('mw-tool')).toEqual({ ok: true, text: tool });
  expect(await find('mw-none')).toEqual({ ok: false, error: 'timeout' });
});

it('takes answers that came while this process was busy', async () => {
  const { find } = programFinder({ PATH: folder });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  expect(await find('mw-tool')).toEqual({ ok: true, text: tool });
});

it('finds what matches a pattern, in the order of the folders, as the shell collector does', async () => {
  const at = (name: string) => join(folder, name);
  mkdirSync(at('one'));
  mkdirSync(at('two'));
  const put = (name: string, mode = 0o755) => writeFileSync(at(name), '', { mode });
  put('two/b-musl-gcc');
  put('two/a-musl-gcc');
  put('one/c-musl-gcc');
  put('one/d-musl-gcc', 0o644);
  put('one/$(id)-musl-gcc');
  put('one/.e-musl-gcc');
  put('one/f-musl-gcc\nx');
  mkdirSync(at('one/g-musl-gcc'));
  const key: CaptureKey = 'programs:*-musl-g*';
  const env = { PATH: `${at('one')}:${at('two')}` };
  const expected = [at('one/c-musl-gcc'), at('two/a-musl-gcc'), at('two/b-musl-gcc')];
  const inFolder = (text: string) => text.split('\n').filter((path) => path.startsWith(folder));
  const own = await programFinder(env).match('*-musl-g*');
  expect(own).toMatchObject({ ok: true });
  expect(inFolder('text' in own ? own.text : '')).toEqual(expected);
  const { stdout } = await execa('sh', ['-s'], {
    input: collectorScript([key]),
    env: { PATH: `${env.PATH}:/usr/bin:/bin` },
    extendEnv: false,
  });
  expect(inFolder(JSON.parse(stdout).captures[key].text)).toEqual(expected);
});
