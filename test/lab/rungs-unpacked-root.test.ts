/** Alpine without a container engine: its root file system is unpacked and entered, in the places where people are locked in. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeLab, program, root, works } from '../support/lab.js';
import { makeHostRoot } from './environments/containers.js';

const user = 1234;
const image = 'localhost/mw-lab/host:1';
const lab = import.meta.dirname;
const cli = join(lab, '../../dist');
const docker = { name: 'a running dockerd', met: () => works('docker', 'info') };
const needs = [root, program('busybox'), program('musl-gcc'), program('proot'), program('bwrap'), docker];

describeLab('an unpacked Alpine root', needs, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-unpacked-'));
  const archive = join(folder, 'alpine.tar.gz');

  beforeAll(() => {
    chmodSync(folder, 0o755);
    execFileSync('/bin/sh', ['-c', '"$1" | gzip -1 >"$2"', 'sh', join(lab, 'alpine-image.sh'), archive]);
    const host = join(folder, 'host');
    mkdirSync(host);
    makeHostRoot(host);
    chmodSync(join(host, 'tmp'), 0o1777);
    execFileSync('/bin/sh', ['-c', 'tar -C "$1" -c . | docker import - "$2"', 'sh', host, image], { stdio: 'pipe' });
  });
  afterAll(() => {
    execFileSync('docker', ['rmi', '-f', image], { stdio: 'pipe' });
    rmSync(folder, { recursive: true, force: true });
  });

  /** A project of root's, or of another user's. */
  const project = (owner = 0): string => {
    const made = mkdtempSync(join(folder, 'project-'));
    writeFileSync(join(made, 'hello.c'), '#include <stdio.h>\nint main(void){puts("hello");}\n');
    writeFileSync(join(made, 'Makefile'), 'hello: hello.c\n\t$(CC) -o $@ $< </dev/null >/dev/null\n');
    chmodSync(made, 0o755);
    chownSync(made, owner, owner);
    return made;
  };
  const words = (at: string, home: string, from = archive) => [
    process.execPath,
    join(cli, 'musl-wizard.cjs'),
    ...['choose', '--rung', 'alpine', '--image-archive', from, '--yes', '--json', '--config-dir', `${home}/config`],
    ...(at === '' ? [] : ['--engine', at]),
  ];

  const build = (engine: string) => [
    ...[process.execPath, join(cli, 'musl-wizard.cjs'), 'build', '--rung', 'alpine'],
    ...['--engine', engine, '--image-archive', archive],
  ];

  /** What a container of the machine's own programs is started with. */
  const inDocker = (at: string, flags: readonly string[], command: readonly string[]) =>
    execa(
      'docker',
      [
        ...['run', '--rm', '--network', 'none', '-v', '/usr:/usr:ro', '-v', `${cli}:${cli}:ro`],
        ...['-v', `${process.execPath}:${process.execPath}:ro`, '-v', `${folder}:${folder}`, '--workdir', at],
        ...['--env', 'HOME=/tmp', '--env', 'PATH=/usr/local/bin:/usr/sbin:/usr/bin', ...flags, image, ...command],
      ],
      { reject: false },
    );

  it.each<[string, readonly string[], string]>([
    ['root as Docker starts it', [], 'chroot'],
    [
      'root with nothing but these rights',
      ['--cap-drop', 'ALL', '--cap-add', 'SYS_CHROOT', '--cap-add', 'MKNOD'],
      'chroot',
    ],
    ['root without any rights', ['--cap-drop', 'ALL'], 'proot'],
    ['a user', ['--user', `${user}`], 'proot'],
    ['a user who may make namespaces', ['--user', `${user}`, '--security-opt', 'seccomp=unconfined'], 'userns'],
  ])('builds the project in a container without an engine: %s', async (_, flags, engine) => {
    const at = project(flags.includes('--user') ? user : 0);
    const { stdout, stderr } = await inDocker(at, flags, words(engine === 'userns' ? engine : '', '/tmp'));
    const { chosen, results } = JSON.parse(stdout || '{}');
    expect(results, `${stderr}${stdout}`).toMatchObject([
      {
        rung: 'alpine',
        outcome: 'passed',
        ran: true,
        options: { engine },
        artifact: { libc: 'musl' },
        build: { outcome: 'passed' },
      },
    ]);
    expect(chosen).toMatchObject({ rung: 'alpine' });
    const built = await inDocker(at, flags, [...build(engine), '--config-dir', '/tmp/config']);
    expect(built.exitCode, built.stderr).toBe(0);
    expect(execFileSync(join(at, 'dist-static/hello'), { encoding: 'utf8' })).toBe('hello\n');
  });

  it('builds it in bubblewrap', async () => {
    const at = project();
    const shut = ['--unshare-all', '--bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/run'];
    const { stdout, stderr } = await execa('bwrap', [...shut, ...words('userns', '/tmp/mw-none')], {
      cwd: at,
      env: { HOME: folder },
      reject: false,
    });
    expect(JSON.parse(stdout || '{}').results, stderr).toMatchObject([{ outcome: 'passed', ran: true }]);
    rmSync('/tmp/mw-none', { recursive: true, force: true });
  });

  it.each(['userns', 'chroot', 'proot'])('leaves no mount, process or folder on this machine: %s', async (engine) => {
    const at = project();
    const scratch = mkdtempSync(join(folder, 'scratch-'));
    const { stdout, stderr } = await execa(
      'env',
      [`TMPDIR=${scratch}`, `XDG_CACHE_HOME=${scratch}`, ...words(engine, scratch)],
      {
        cwd: at,
        reject: false,
      },
    );
    expect(JSON.parse(stdout || '{}').results, stderr).toMatchObject([
      { outcome: 'passed', ran: true, options: { engine }, build: { outcome: 'passed' } },
    ]);
    expect(execFileSync('cat', ['/proc/mounts'], { encoding: 'utf8' })).not.toContain(scratch);
    const left = execFileSync('find', [scratch, '-name', 'alpine-release'], { encoding: 'utf8' });
    expect(left).toBe('');
  });

  describe('an archive that is not what it should be', () => {
    /** An archive of the lab's root, changed by a script that is run in it. */
    const changed = (name: string, script: string): string => {
      const at = join(folder, name);
      mkdirSync(at);
      execFileSync('/bin/sh', ['-c', 'tar -xzf "$1" -C "$2" && cd "$2" && eval "$3"', 'sh', archive, at, script]);
      execFileSync('tar', ['-C', at, '-cf', `${at}.tar`, '.']);
      rmSync(at, { recursive: true, force: true });
      return `${at}.tar`;
    };
    const victim = join(folder, 'victim');
    beforeAll(() => mkdirSync(victim));

    it.each<[string, string, string]>([
      ['a link in place of the sources', `ln -s ${victim} src`, 'the archive has a folder /src of its own'],
      [
        'a link in place of the programs',
        `ln -s ${victim} mw-programs`,
        'the archive has a folder /mw-programs of its own',
      ],
      [
        'a link in place of what enters it',
        `ln -s ${victim} mw-enter`,
        'the archive has a folder /mw-enter of its own',
      ],
      ['an image as an engine saves it', 'echo "[]" >manifest.json', 'is an image as an engine saves it'],
      ['some other system', 'rm etc/alpine-release', 'it is not a root file system of Alpine'],
    ])('%s ends the build, and says why', async (name, script, why) => {
      const from = changed(`bad ${name}`, script);
      const { stdout, exitCode } = await execa('env', words('userns', join(folder, 'home'), from), {
        cwd: project(),
        reject: false,
      });
      expect(exitCode).toBe(1);
      const [result] = JSON.parse(stdout).results;
      expect(result).toMatchObject({ outcome: 'failed' });
      const log = execFileSync('cat', [result.logFile], { encoding: 'utf8' });
      expect(log).toContain(why);
      expect(readdirSync(victim)).toEqual([]);
    });

    it.each(['userns', 'chroot'])('links in place of /dev and /proc lead nowhere: %s', async (engine) => {
      const from = changed(`links-${engine}`, `rm -rf dev proc; ln -s ${victim} dev; ln -s ${victim} proc`);
      const { stdout, stderr } = await execa('env', words(engine, join(folder, 'home'), from), {
        cwd: project(),
        reject: false,
      });
      expect(JSON.parse(stdout || '{}').results, stderr).toMatchObject([{ outcome: 'passed' }]);
      expect(readdirSync(victim)).toEqual([]);
    });

    it.each(['userns', 'chroot', 'proot'])(
      'a project with links in place of our files writes through none: %s',
      async (engine) => {
        const [at, held] = [project(), mkdtempSync(join(folder, 'held-'))];
        const [file, below] = [join(held, 'file'), join(held, 'below')];
        writeFileSync(file, 'mine');
        mkdirSync(below);
        symlinkSync(file, join(at, '.mw-resolv.conf'));
        symlinkSync(file, join(at, '.mw-in-container.sh'));
        symlinkSync(below, join(at, '.mw-run-in-root.sh'));
        const { stdout, stderr } = await execa('env', words(engine, join(folder, 'home')), { cwd: at, reject: false });
        expect(JSON.parse(stdout || '{}').results, stderr).toMatchObject([{ build: { outcome: 'passed' } }]);
        expect([readFileSync(file, 'utf8'), readdirSync(below)]).toEqual(['mine', []]);
      },
    );

    it.each(['userns', 'chroot'])(
      'a hostile one reaches no process of this machine, and leaves none: %s',
      async (engine) => {
        const bystander = spawn('sleep', ['86123'], { stdio: 'ignore' });
        const script = [
          '#!/bin/sh',
          'cat /proc/[0-9]*/environ | tr "\\0" "\\n" | sed "s/^/seen: /"',
          `kill -9 ${bystander.pid} && echo killed`,
          'env -i /bin/setsid /bin/sleep 86124 </dev/null >/dev/null 2>&1 &',
          'exit 1',
        ];
        const from = changed(
          `hostile-${engine}`,
          `rm -f usr/bin/make; printf '%s\n' ${script.map((line) => `'${line}'`).join(' ')} >usr/bin/make; chmod 755 usr/bin/make`,
        );
        const { stdout } = await execa(
          'env',
          ['MW_TEST_PLANTED=geheim-4711', ...words(engine, join(folder, 'home'), from)],
          {
            cwd: project(),
            reject: false,
          },
        );
        const [result] = JSON.parse(stdout).results;
        const log = readFileSync(result.logFile, 'utf8');
        expect(log).toContain('seen: HOME=/root');
        expect(log).not.toContain('geheim-4711');
        expect(log).not.toContain('killed');
        expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null]);
        const left = spawnSync('pgrep', ['-fx', '/bin/sleep 86124'], { encoding: 'utf8' }).stdout;
        bystander.kill('SIGKILL');
        expect(left).toBe('');
      },
    );

    it('what dropped its environment in proot ends with a cancelled build', async () => {
      const left = () => spawnSync('pgrep', ['-fx', '/bin/sleep 86125'], { encoding: 'utf8' }).stdout;
      const from = changed('orphan', `printf '#!/bin/sh\nexec env -i /bin/sleep 86125\n' >usr/bin/make`);
      const child = spawn(process.execPath, words('proot', join(folder, 'home'), from).slice(1), {
        cwd: project(),
        stdio: 'ignore',
        env: { ...process.env, PATH: process.env.PATH },
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await vi.waitFor(() => expect(left()).not.toBe(''), { timeout: 120_000, interval: 200 });
      child.kill('SIGTERM');
      await ended;
      expect(left()).toBe('');
    });

    it('one with names that lead out writes nowhere, whatever TAR_OPTIONS says', async () => {
      const held = mkdtempSync(join(folder, 'held-'));
      const from = join(folder, 'names.tar');
      writeFileSync(join(held, 'evil'), 'evil');
      execFileSync('/bin/sh', ['-c', 'gzip -dc "$1" >"$2"', 'sh', archive, from]);
      for (const name of [join(held, 'absolute'), `../../../../../../../../../..${held}/above`])
        execFileSync('tar', ['-P', '-rf', from, '--transform', `s|^evil$|${name}|`, '-C', held, 'evil']);
      const options = ['TAR_OPTIONS=-P', ...words('userns', join(folder, 'home'), from)];
      await execa('env', options, { cwd: project(), reject: false });
      expect(readdirSync(held)).toEqual(['evil']);
    });

    it('a damaged one is no root', async () => {
      const from = join(folder, 'damaged.tar');
      writeFileSync(from, 'no archive');
      const { stdout, exitCode } = await execa('env', words('userns', join(folder, 'home'), from), {
        cwd: project(),
        reject: false,
      });
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout).results).toMatchObject([
        { outcome: 'failed', reason: expect.stringContaining('unpack root') },
      ]);
    });
  });

  it('says that no device works in a folder that is mounted nodev', async () => {
    const { stdout, stderr, exitCode } = await inDocker(
      project(),
      ['--tmpfs', '/tmp:exec'],
      [...build('chroot'), '--config-dir', '/tmp/config'],
    );
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain('is mounted nodev');
  });

  it('names it as a fix where no engine works', async () => {
    const at = project();
    const { stdout } = await inDocker(at, [], [process.execPath, join(cli, 'musl-wizard.cjs'), 'doctor', '--json']);
    const { findings } = JSON.parse(stdout);
    const fixes = findings
      .filter(
        ({ id, severity }: { id: string; severity: string }) => id.startsWith('engines-') && severity === 'blocker',
      )
      .flatMap(({ fixes }: { fixes: { title: string; commands: string[] }[] }) => fixes);
    expect(fixes.at(-1).commands.at(-1)).toMatch(
      /^musl-wizard choose --rung alpine --engine chroot --image-archive alpine-minirootfs-\S+ --yes$/,
    );
  });
});
