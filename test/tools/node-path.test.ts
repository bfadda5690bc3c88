/** The program loads nothing by a name that Node would look for in NODE_PATH, or in a folder above. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

describeLab('NODE_PATH', [program('strace')], () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-node-path-'));
    mkdirSync(join(folder, 'modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is looked into by no command', async () => {
    const trace = join(folder, 'trace');
    const words = ['-f', '-qq', '-e', 'trace=%file', '-o', trace, process.execPath, cli];
    const env = { NODE_PATH: join(folder, 'modules') };
    const run = await execa('strace', [...words, 'doctor', '--json', '--deadline', '30'], {
      cwd: folder,
      env: { ...env, https_proxy: 'http://127.0.0.1:9' },
      reject: false,
      stdin: 'ignore',
      timeout: 300_000,
    });
    expect(run.exitCode, run.stderr).toBeLessThan(2);
    const looked = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`${env.NODE_PATH}/`));
    expect(looked).toEqual([]);
  });
});
