import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { page } from '../../../src/ui/terminal/pager.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-pager-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "a 'b' $(touch x).log");
writeFileSync(file, 'the very line\n');

/** A terminal that is lent while the pager runs. */
const lent: string[] = [];
const lend = async <T>(work: (say: (text: string) => void) => Promise<T>): Promise<T> => {
  lent.push('lent');
  try {
    return await work(() => undefined);
  } finally {
    lent.push('taken back');
  }
};
const env = { PATH: process.env.PATH };

it('runs the words of PAGER on the file, whatever its name is, and takes the terminal back', async () => {
  const listeners = process.listenerCount('SIGINT');
  expect(await page(file, { cwd: folder, env: { ...env, PAGER: 'grep -q very' } }, lend)).toBeNull();
  expect(lent).toEqual(['lent', 'taken back']);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});

it.each([
  ['false', 'exit code 1'],
  ['absent-pager-x 2>/dev/null', 'exit code 127'],
  ['kill -9 $$ #', 'a signal'],
])('says that %s failed', async (PAGER, why) => {
  expect(await page(file, { cwd: folder, env: { ...env, PAGER } }, lend)).toContain(`ended with ${why}`);
});

it.each([
  ['the search path, as npx has it', (bin: string) => ({ PATH: `${bin}:${env.PATH}` })],
  ['PAGER, as a directory environment has it', (bin: string) => ({ ...env, PAGER: join(bin, 'less') })],
  ['the preprocessor of less', (bin: string) => ({ ...env, LESSOPEN: `|${join(bin, 'less')} %s` })],
])('starts nothing of the current folder, though it is in %s', async (_, planted) => {
  const project = mkdtempSync(join(folder, 'project-'));
  const bin = join(project, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['less', 'grep'])
    writeFileSync(join(bin, name), `#!/bin/sh\ntouch '${project}/sprung'\n`, { mode: 0o755 });
  await page(file, { cwd: project, env: { PAGER: 'grep -q very', ...planted(bin) } }, lend);
  expect(existsSync(join(project, 'sprung'))).toBe(false);
});
