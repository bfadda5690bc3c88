/**
 * Seed 001's program, libsodium and OpenSSL, static with musl on a machine with neither Nix nor Alpine nor a network. Building
 * both libraries takes minutes, so this runs where it is asked for: LIBRARIES_CACHE=FOLDER, as of `npm run libraries`, and
 * what is not in there is built from the archives in MUSL_WIZARD_SOURCES.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { cryptoProgram } from '../support/crypto-program.js';
import { describeLab, library, program, root, staticLibc, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const cache = process.env.LIBRARIES_CACHE;
const zig = { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') };
const native = [staticLibc, library('sodium'), library('crypto')];
const limitMs = 1_800_000;

describe.skipIf(cache === undefined)('seed 001 (LIBRARIES_CACHE=FOLDER)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-seed-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const needs = [root, zig, ...native, ...['musl-gcc', 'make', 'unshare', 'strip', 'upx'].map(program)];
  describeLab('without a network', needs, () => {
    it.each(['zig', 'musl-gcc'])(
      'is built by %s, runs in an empty root, and is as small as the seed says',
      async (rung) => {
        const project = join(folder, rung);
        mkdirSync(project);
        writeFileSync(join(project, 'main.c'), cryptoProgram);
        writeFileSync(join(project, 'Makefile'), 'main: main.c\n\t$(CC) -Os -o main main.c -lsodium -lcrypto\n');
        const env = { HOME: folder, XDG_CACHE_HOME: join(cache ?? '', 'cache'), LC_ALL: 'C' };
        const run = (...words: string[]) =>
          execa('unshare', ['-n', process.execPath, cli, ...words], { cwd: project, env, reject: false });
        const chosen = await run('choose', '--rung', rung, '--yes', '--json');
        expect(chosen.exitCode, chosen.stderr).toBe(0);
        const built = await run('build', '--json');
        expect(built.exitCode, built.stderr).toBe(0);
        const [made] = JSON.parse(built.stdout).programs;
        expect(made.artifact).toMatchObject({ linkage: expect.stringMatching(/^static/), libc: 'musl' });

        const empty = join(folder, `root-${rung}`);
        mkdirSync(empty);
        copyFileSync(made.savedTo, join(empty, 'main'));
        expect(execFileSync('chroot', [empty, '/main'], { encoding: 'utf8' })).toBe('32\n');

        // The seed's order: packed, musl, glibc.
        const size = (name: string) => statSync(join(project, name)).size;
        const sh = (...words: string[]) =>
          execFileSync(words[0] ?? '', words.slice(1), { cwd: project, stdio: 'pipe' });
        sh('cc', '-Os', '-static', '-s', '-o', 'glibc', 'main.c', '-lsodium', '-lcrypto');
        for (const name of ['musl', 'packed']) copyFileSync(made.savedTo, join(project, name));
        sh('strip', 'musl', 'packed');
        sh('upx', '-q', '--best', '--lzma', 'packed');
        const sizes = ['packed', 'musl', 'glibc'].map(size);
        expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
      },
      limitMs,
    );
  });
});
