import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { root as asRoot, describeLab, type Need, program, works } from '../support/lab.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** A Debian 12 with the compilers of these languages, made by test/lab/languages-root.sh. */
const root = process.env.MUSL_WIZARD_LANGUAGES ?? '/tmp/lab/languages';

/** Runs a shell's commands in a copy of a project of test/lab/languages in that root, with mounts that vanish with it. */
const inProject = (language: string, commands: string) => {
  const script = `
    mount -t proc proc "$1/proc"; mount --bind -o ro "$2" "$1/repo"; mount -t tmpfs tmpfs "$1/tmp"
    exec chroot "$1" env -i HOME=/tmp/home PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -ec '
      mkdir -p /tmp/home/.cabal; : >/tmp/home/.cabal/config # no package server
      cp -r "/repo/test/lab/languages/$1" /tmp/project; cd /tmp/project
      wizard() { node /repo/dist/musl-wizard.cjs "$@"; }
      eval "$2"' sh "$3" "$4"`;
  const words = ['--mount', 'sh', '-ec', script, 'sh', root, repository, language, commands];
  const { status, stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8', timeout: 280_000 });
  return { status, stdout, stderr };
};

// Two gigabytes that nothing else needs: CI has a job of its own for it, and elsewhere it is made by hand.
const made = existsSync(join(root, '.done'));

describe.runIf(made)('other languages (needs a root by test/lab/languages-root.sh)', () => {
  describeLab('are built', [program('unshare'), asRoot], () => {
    beforeAll(() => {
      mkdirSync(join(root, 'repo'), { recursive: true });
      copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
    });

    it.each([
      ['haskell', 'glibc-static', 'glibc', 'haskell 5050'],
      ['ocaml', 'glibc-static', 'glibc', 'ocaml 5050'],
      ['nim', 'musl-gcc', 'musl', 'nim 5050'],
      ['crystal', 'glibc-static', 'glibc', 'crystal 5050 0'],
      ['d', 'glibc-static', 'glibc', 'd 5050'],
      ['pascal', 'glibc-static', 'none', 'pascal 5050'],
    ])(
      'builds %s by %s, found by choose, and its recipe builds the same',
      (language, rung, libc, says) => {
        const { status, stdout, stderr } = inProject(
          language,
          `wizard choose --yes >&2; wizard build --json; dist-static/hello
         rm -rf dist-static; wizard recipe --write >&2; make -f Makefile.* >&2; dist-static/hello`,
        );
        expect(status, stderr).toBe(0);
        const end = stdout.lastIndexOf('}') + 1;
        expect(JSON.parse(stdout.slice(0, end))).toMatchObject({
          setup: { rung },
          outcome: 'passed',
          programs: [{ name: 'hello', artifact: { linkage: 'static', libc } }],
        });
        expect(stdout.slice(end)).toBe(`\n${says}\n${says}\n`);
      },
      300_000,
    );
  });
});

const zig: Need = { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') };

describeLab('zig build', [zig], () => {
  it('builds by zig, found by choose', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-zig-build-'));
    // Settings in the project's folder do not count.
    const settings = mkdtempSync(join(tmpdir(), 'mw-zig-settings-'));
    try {
      cpSync(join(repository, 'test/lab/languages/zig'), folder, { recursive: true });
      const wizard = (...words: readonly string[]) =>
        spawnSync(process.execPath, [join(repository, 'dist/musl-wizard.cjs'), ...words, '--config-dir', settings], {
          cwd: folder,
          encoding: 'utf8',
        });
      const chosen = wizard('choose', '--rung', 'zig', '--yes');
      expect(chosen.status, chosen.stdout + chosen.stderr).toBe(0);
      expect(JSON.parse(wizard('build', '--json').stdout)).toMatchObject({
        outcome: 'passed',
        programs: [{ name: 'hello', artifact: { linkage: 'static', libc: 'musl' } }],
      });
      expect(spawnSync(join(folder, 'dist-static/hello'), { encoding: 'utf8' }).stdout).toBe('zig 5050\n');
    } finally {
      for (const each of [folder, settings]) rmSync(each, { recursive: true });
    }
  }, 600_000);
});
