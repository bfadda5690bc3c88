import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CanaryResult } from '../../src/build/result.js';
import type { Comparison } from '../../src/commands/choose/compare.js';
import { withoutThem } from '../support/hidden.js';
import { describeLab, program, root } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

const programs = (names: readonly string[]) =>
  ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/root/.cargo/bin'].flatMap((base) =>
    names.map((name) => join(base, name)),
  );
const python = execFileSync('sh', ['-c', 'command -v python3 || true'], { encoding: 'utf8' }).trim();

/** What a new machine does not have: it has a C compiler, and a Docker client without a daemon. */
const notInstalled = [
  ...programs([
    'nix',
    'nix-build',
    'nix-shell',
    'nix-env',
    'nix-store',
    'nix-daemon',
    'musl-gcc',
    'podman',
    'buildah',
    'dockerd',
    'zig',
    'python3',
  ]),
  ...(python ? [python] : []),
  '/nix',
  '/run/docker.sock',
  '/var/run/docker.sock',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-choose-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const choose = (hidden: readonly string[], ...words: string[]) => chooseIn({}, hidden, ...words);

/** In a folder of the given files, on a machine without the hidden ones. */
const chooseIn = async (files: Readonly<Record<string, string>>, hidden: readonly string[], ...words: string[]) => {
  const config = mkdtempSync(join(folder, 'config-'));
  const project = mkdtempSync(join(folder, 'project-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(project, name), content);
  const command = [process.execPath, cli, 'choose', '--yes', '--json', '--config-dir', config, ...words];
  const [program = '', ...args] = hidden.length > 0 ? withoutThem(folder, hidden, command) : command;
  const { stdout, stderr, exitCode } = await execa(program, args, {
    cwd: project,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, LC_ALL: 'C' },
    extendEnv: false,
    reject: false,
    timeout: 100_000,
  });
  const document = JSON.parse(stdout) as {
    results: CanaryResult[];
    chosen: { rung: string; upx: boolean } | null;
    savedTo: string | null;
    comparison?: Comparison;
  };
  return { ...document, exitCode, stderr, config, project };
};

describeLab(
  'choose on a machine with a compiler and a Docker client without a daemon',
  [program('gcc'), program('upx'), program('musl-gcc'), root],
  () => {
    it('ends at static glibc, and says of every rung above it why not', async () => {
      const { results, chosen, savedTo, exitCode, project } = await choose(notInstalled);
      expect(chosen).toEqual({ rung: 'glibc-static', upx: false });
      expect(exitCode).toBe(0);
      expect(results.map(({ rung, outcome }) => `${rung} ${outcome}`)).toEqual([
        'pkgs-musl blocked',
        'alpine blocked',
        'glibc-static passed',
      ]);
      expect(results[0]?.reason).toMatch(/Nix/);
      expect(results[1]?.reason).toMatch(/Docker|engine/i);
      for (const blocked of results.slice(0, 2)) expect(blocked.findings).not.toHaveLength(0);
      expect(results[2]).toMatchObject({
        ran: true,
        artifact: { linkage: 'static', libc: 'glibc', machine: 'x86_64', interpreter: null, needed: [] },
      });
      const saved = JSON.parse(readFileSync(savedTo ?? '', 'utf8'));
      expect(saved.setup).toMatchObject({ schema: 'musl-wizard.setup/1', rung: 'glibc-static', project });
      // Nothing is written into the project, nothing is left in the temporary folder.
      expect(readdirSync(project)).toEqual([]);
      expect(readdirSync(folder).filter((name) => name.startsWith('musl-wizard'))).toEqual([]);
    });

    it('compares the programs of the project here, and takes no rung that does not build it', async () => {
      const files = {
        Makefile: 'all: hello\nhello: hello.c\n\t$(CC) -o $@ $<\n',
        // No header of glibc's own is musl's.
        'hello.c':
          '#include <gnu/libc-version.h>\n#include <stdio.h>\nint main(void) { return puts(gnu_get_libc_version()) < 0; }\n',
      };
      const hidden = notInstalled.filter((path) => !path.endsWith('/musl-gcc'));
      const { results, chosen, project, comparison } = await chooseIn(files, hidden, '--compare');
      expect(results.map(({ rung, outcome }) => `${rung} ${outcome}`).slice(-2)).toEqual([
        'musl-gcc passed',
        'glibc-static passed',
      ]);
      expect(comparison).toMatchObject({
        of: 'project',
        project: { buildSystem: 'make' },
        builds: [
          { rung: 'musl-gcc', outcome: 'failed', programs: [] },
          {
            rung: 'glibc-static',
            outcome: 'passed',
            programs: [{ name: 'hello', artifact: { libc: 'glibc' }, packed: { outcome: 'packed', ran: true } }],
          },
        ],
      });
      expect(comparison?.builds[1]?.programs[0]?.packed?.startMsBefore).toBeGreaterThan(0);
      expect(chosen).toEqual({ rung: 'glibc-static', upx: false });
      expect(readdirSync(project).sort()).toEqual(['Makefile', 'hello.c']);
    });

    it('packs with UPX when asked, and prints both sizes', async () => {
      const { results, chosen, comparison } = await choose([], '--rung', 'glibc-static', '--upx', '--compare');
      // Here is no project.
      expect(comparison).toEqual({ of: 'canary', project: null, builds: [] });
      expect(chosen).toEqual({ rung: 'glibc-static', upx: true });
      const packed = results[0]?.packed;
      expect(packed).toMatchObject({ outcome: 'packed', ran: true });
      expect(packed?.reason).toContain('(stripped, upx --best --lzma)');
      expect(packed?.bytesAfter).toBeLessThan(packed?.bytesBefore ?? 0);
    });

    it('keeps the setup that was saved before, unless asked to replace it', async () => {
      const { config, project } = await choose([], '--rung', 'glibc-static');
      const again = (...words: string[]) =>
        execa(process.execPath, [cli, 'choose', '--json', '--config-dir', config, '--rung', 'musl-gcc', ...words], {
          cwd: project,
          env: { PATH: '/usr/bin:/bin', HOME: folder },
          extendEnv: false,
        });
      const kept = await again();
      expect(JSON.parse(kept.stdout)).toMatchObject({ chosen: { rung: 'musl-gcc' }, savedTo: null });
      expect(kept.stderr).toMatch(/was kept; --yes replaces it/);
      expect(JSON.parse((await again('--yes')).stdout).savedTo).toContain(config);
    });

    it('says so where nothing works', async () => {
      const compilers = programs(['cc', 'gcc', 'gcc-12', 'c99', 'c89', 'clang', 'x86_64-linux-gnu-gcc']);
      const { chosen, results, savedTo, exitCode } = await choose([...notInstalled, ...compilers]);
      expect([chosen, savedTo, exitCode]).toEqual([null, null, 1]);
      expect(results.every(({ outcome, reason }) => outcome === 'blocked' && reason.length > 20)).toBe(true);
    });
  },
);
