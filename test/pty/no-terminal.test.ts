import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TerminalRun } from './terminal.js';

const program = join(process.cwd(), 'dist/musl-wizard.cjs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-headless-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('without a terminal says so and climbs by itself', async () => {
  const { stdout, stderr } = await execa(process.execPath, [program, '--config-dir', folder], {
    cwd: folder,
    stdin: 'ignore',
    reject: false,
  });
  expect(stderr).toContain('Standard input is no terminal');
  expect(stderr).not.toContain('Raw mode');
  expect(`${stdout}${stderr}`).not.toMatch(/\x1b/);
});

it('with TERM=dumb draws nothing and climbs by itself', async () => {
  const run = new TerminalRun({ env: { TERM: 'dumb' } });
  try {
    await run.waitFor('TERM=dumb');
    run.send('\x03');
    await run.end();
    expect(run.output).not.toMatch(/\x1b/);
  } finally {
    run.close();
  }
});

it('an unknown word is wrong usage', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [program, 'frobnicate'], { reject: false });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('there is no command "frobnicate"');
});
