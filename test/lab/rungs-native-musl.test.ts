/** A system whose own C library is musl, with its own compiler and no container engine: its first rung is that compiler. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CanaryResult } from '../../src/build/result.js';
import { describeLab, program, works } from '../support/lab.js';

const image = 'localhost/mw-lab/alpine-native:3.20';
const lab = import.meta.dirname;
const cli = join(lab, '../../dist');
const canaries = join(lab, '../../fixtures/canaries');
const docker = { name: 'a running dockerd', met: () => works('docker', 'info') };

/** Node of this machine and the libraries of it that the image does not have, each at its own path. */
const nodeMounts = (): string[] => {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/[^ :)]+\.so[^ :)]*/g) ?? [];
  return [process.execPath, ...libraries].flatMap((file) => ['--volume', `${file}:${file}:ro`]);
};

describeLab('native-musl in a container like Alpine', [program('busybox'), program('musl-gcc'), docker], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-native-'));
  beforeAll(() => {
    const script = join(lab, 'alpine-image.sh');
    execFileSync('/bin/sh', ['-c', '"$1" | docker import - "$2"', 'sh', script, image], { stdio: 'pipe' });
  });
  afterAll(() => {
    execFileSync('docker', ['rmi', '-f', image], { stdio: 'pipe' });
    rmSync(folder, { recursive: true, force: true });
  });

  /** A folder with a project in it, and this program run there in the container. */
  const inside = (
    files: string | Readonly<Record<string, string>>,
    flags: readonly string[] = [],
    network = 'none',
  ) => {
    const project = mkdtempSync(join(folder, 'project-'));
    chmodSync(project, 0o777);
    if (typeof files === 'string') cpSync(files, project, { recursive: true });
    else for (const [name, content] of Object.entries(files)) writeFileSync(join(project, name), content);
    const words = [
      ...['run', '--rm', '--volume', `${project}:/project`, '--workdir', '/project'],
      ...['--volume', `${cli}:/mw:ro`, ...nodeMounts(), ...flags, '--network', network, image],
    ];
    const run = (...args: string[]) =>
      execa('docker', [...words, process.execPath, '/mw/musl-wizard.cjs', ...args], { reject: false });
    return { project, run, sh: (line: string) => execa('docker', [...words, 'sh', '-c', line], { reject: false }) };
  };
  const makefile = { 'hello.c': '#include <stdio.h>\nint main(void){puts("hello");}\n', Makefile: 'hello: hello.c\n' };

  it('is what doctor recommends, and what belongs to systems of glibc is no problem there', async () => {
    const { stdout, exitCode } = await inside(makefile).run('doctor', '--json');
    expect(exitCode).toBe(0);
    const { rungs, recommendation, findings } = JSON.parse(stdout);
    expect(recommendation).toMatchObject({ rung: 'native-musl' });
    expect(rungs[0]).toMatchObject({ id: 'native-musl', verdict: 'ready' });
    const others = rungs.filter(({ ruledOut }: { ruledOut?: string }) => ruledOut !== undefined);
    expect(others.map(({ id }: { id: string }) => id)).toEqual(['musl-cross', 'musl-gcc', 'glibc-static']);
    const blamed = findings.flatMap((each: { rungs: string[] }) => each.rungs);
    expect(blamed).not.toContain('musl-gcc');
    expect(blamed).not.toContain('glibc-static');
  });

  it.each([
    ['root', []],
    ['a user', ['--user', '1234', '--env', 'HOME=/tmp']],
  ])('ends there by choose, and builds the project: %s', async (_, flags) => {
    const { run, project, sh } = inside(makefile, flags);
    const { stdout, stderr, exitCode } = await run('choose', '--yes', '--json', '--config-dir', '/tmp/config');
    expect(exitCode, stderr).toBe(0);
    const { chosen, results } = JSON.parse(stdout) as { chosen: unknown; results: CanaryResult[] };
    expect(chosen).toMatchObject({ rung: 'native-musl' });
    expect(results).toMatchObject([
      { rung: 'native-musl', outcome: 'passed', ran: true, artifact: { libc: 'musl' }, build: { outcome: 'passed' } },
    ]);
    const built = await run('build', '--rung', 'native-musl', '--config-dir', '/tmp/config');
    expect(built.exitCode, built.stderr).toBe(0);
    expect(execFileSync(join(project, 'dist-static/hello'), { encoding: 'utf8' })).toBe('hello\n');
    rmSync(join(project, 'dist-static'), { recursive: true });
    // The recipe asks for nothing but make and the compiler.
    const recipe = await run('recipe', 'native-musl', '--write', '--force');
    expect(recipe.exitCode, recipe.stderr).toBe(0);
    const made = await sh('make -f Makefile.musl');
    expect(made.exitCode, made.stderr).toBe(0);
    expect(execFileSync(join(project, 'dist-static/hello'), { encoding: 'utf8' })).toBe('hello\n');
  });

  const goroot = works('go', 'version') ? execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim() : null;
  it.runIf(goroot !== null)('builds Go with cgo', async () => {
    const { run } = inside(join(canaries, 'go'), [
      ...['--volume', `${goroot}:${goroot}:ro`, '--env', `PATH=${goroot}/bin:/usr/bin:/bin`],
    ]);
    const { stdout, stderr } = await run('canary', 'native-musl', '--program', 'go', '--json');
    expect(JSON.parse(stdout).results, stderr).toMatchObject([{ outcome: 'passed', ran: true }]);
  });

  it('says what is missing: the compiler, then musl with its headers and archive', async () => {
    // With a route to somewhere, without which no fix is a package.
    const hidden = ['--volume', '/dev/null:/usr/bin/cc', '--volume', '/dev/null:/usr/bin/gcc'];
    const { run } = inside(makefile, hidden, 'bridge');
    const { stdout } = await run('doctor', '--json');
    const { rungs, findings } = JSON.parse(stdout);
    expect(rungs[0]).toMatchObject({ id: 'native-musl', because: ['toolchain-cc-missing'] });
    const [missing] = findings.filter(({ id }: { id: string }) => id === 'toolchain-cc-missing');
    expect(missing.rungs).toEqual(['native-musl']);
    expect(missing.fixes[0].commands).toEqual(['apk add gcc musl-dev']);
  });

  it('names the packages of a library that the project links', async () => {
    const { run } = inside(
      {
        'z.c': '#include <zlib.h>\nint main(void){return zlibVersion()[0]==0;}\n',
        Makefile: 'z: z.c\n\t$(CC) -o $@ $< -lz\n',
      },
      [],
      'bridge',
    );
    const { rungs, findings } = JSON.parse((await run('doctor', '--json')).stdout);
    expect(rungs[0].project).toMatchObject({ fits: false, supplies: [{ id: 'zlib', supply: 'installable' }] });
    const lacking = findings.find(
      (each: { id: string; rungs: string[] }) =>
        each.id === 'project-library-missing' && each.rungs.includes('native-musl'),
    );
    expect(lacking.fixes[0].commands).toEqual(['apk add zlib-dev zlib-static']);
  });
});
