import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staticLibc } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

// As in `docker run --user 54321` with an empty environment: no $HOME, no line in /etc/passwd.
describe.runIf(process.getuid?.() === 0)('a user whom the machine does not know (needs root)', () => {
  let folder: string;
  /** A folder of that user alone: whether /tmp may be built in depends on who else has something there. */
  let own: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-unknown-'));
    chmodSync(folder, 0o755);
    own = trustedFolder('mw-unknown-');
    chownSync(own, 54321, 54321);
    cpSync(join(import.meta.dirname, '../../dist'), join(folder, 'dist'), { recursive: true });
  });
  afterAll(() => {
    for (const each of [folder, own]) rmSync(each, { recursive: true, force: true });
  });

  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(folder, 'dist/musl-wizard.cjs'), ...words], {
      uid: 54321,
      gid: 54321,
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', TMPDIR: own },
      encoding: 'utf8',
      timeout: 60_000,
    });

  it.each([
    ['flow list', 0],
    ['status', 1],
    ['recipe zig', 2],
    ['undo', 0],
    ['doctor --json', null],
  ] as const)('gets an answer of %s', (words, code) => {
    const { status, stderr } = run(...words.split(' '));
    expect(stderr).not.toMatch(/a bug in musl-wizard/);
    if (code === null) expect([0, 1]).toContain(status);
    else expect([status, stderr]).toEqual([code, expect.anything()]);
  });

  it('reports that a setup cannot be saved, and where it could be', ({ skip }) => {
    skip(!staticLibc.met(), `needs ${staticLibc.name}`);
    const { status, stdout, stderr } = run('choose', '--yes', '--rung', 'glibc-static');
    expect(stderr).not.toMatch(/a bug in musl-wizard/);
    expect([status, `${stdout}${stderr}`]).toEqual([3, expect.stringContaining('--config-dir')]);
  });
});

describe('a process that may open too few files', () => {
  it.each([
    [20, 'doctor'],
    [40, 'doctor --json'],
    [20, 'status'],
    [20, 'explain /dev/null'],
  ])('of which only %i are left are reported by %s', (files, words) => {
    const program = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
    const script = `ulimit -n ${files}; exec "$0" "$1" ${words}`;
    const { status, stderr } = spawnSync('/bin/sh', ['-c', script, process.execPath, program], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([3, expect.stringContaining('ulimit -n 1024')]);
    expect(stderr).not.toMatch(/a bug in musl-wizard/);
  });
});
