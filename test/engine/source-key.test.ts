import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sourceKey } from '../../src/engine/source-key.js';
import { trustedFolder } from '../support/trusted-folder.js';

let folder = '';
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
beforeEach(() => {
  folder = trustedFolder('mw-sources-');
  mkdirSync(join(folder, 'src'));
  write('src/a.c', 'a');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['a content', () => write('src/a.c', 'b')],
  ['a name', () => renameSync(join(folder, 'src/a.c'), join(folder, 'src/b.c'))],
  ['a file more', () => write('b.c', '')],
  ['a file that is executable', () => chmodSync(join(folder, 'src/a.c'), 0o755)],
  ['a link', () => symlinkSync('src/a.c', join(folder, 'a.c'))],
  ['a folder that is empty', () => mkdirSync(join(folder, 'empty'))],
])('is another with %s', async (_, change) => {
  const before = await sourceKey(folder);
  change();
  const after = await sourceKey(folder);
  expect(after).not.toBe(before);
  expect(after).not.toBeNull();
});

it('is the same at other times, and whatever a build or version control left', async () => {
  const before = await sourceKey(folder);
  utimesSync(join(folder, 'src/a.c'), 1, 1);
  for (const name of ['dist-static', 'node_modules']) {
    mkdirSync(join(folder, name));
    write(`${name}/a`, 'made');
  }
  expect(await sourceKey(folder)).toBe(before);
});

it('knows another commit, but not that somebody looked', async () => {
  mkdirSync(join(folder, '.git'));
  write('.git/HEAD', '1');
  const before = await sourceKey(folder);
  write('.git/index', 'looked');
  expect(await sourceKey(folder)).toBe(before);
  write('.git/HEAD', '2');
  expect(await sourceKey(folder)).not.toBe(before);
});

it('is not known where the signal ends it or something cannot be read', async () => {
  for (let n = 0; n < 200; n += 1) write(`${n}.c`, '');
  expect(await sourceKey(folder, AbortSignal.abort())).toBeNull();
  expect(await sourceKey(join(folder, 'none'))).toBeNull();
  unlinkSync(join(folder, 'src/a.c'));
});
