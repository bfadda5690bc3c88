/** Other machines, really reached: an ssh server, a container, and both at once. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from '../../src/engine/collect.js';
import { UserError } from '../../src/errors.js';
import { openMachine } from '../../src/machine/target.js';
import { describeLab, program, works } from '../support/lab.js';
import { busyboxImage, makeImages } from './environments/containers.js';

const folder = mkdtempSync(join(tmpdir(), 'mwmachine-ssh-'));
const port = 20_000 + (process.pid % 20_000);
const box = `mwmachine-transport-${process.pid}`;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The real client, with the lab's key and list of hosts. */
const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
const read = async (target: string) =>
  collect(await openMachine(target, { env, cwd: '/' }), { signal: new AbortController().signal, deadlineMs: 10_000 });

const listening = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

const needs = [
  { name: 'root', met: () => process.getuid?.() === 0 },
  program('ssh'),
  program('ssh-keygen'),
  {
    name: 'openssh-server',
    met: () => program('ssh-keygen').met() && works('/usr/sbin/sshd', '-t', '-f', '/dev/null', '-h', hostKey()),
  },
  program('docker'),
];

const hostKey = (): string => {
  const key = join(folder, 'host');
  if (!works('test', '-e', key)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  return key;
};

describeLab('other machines', needs, () => {
  let sshd: ChildProcess;

  beforeAll(async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'user')]);
    const publicKey = (name: string) => execFileSync('cat', [join(folder, `${name}.pub`)], { encoding: 'utf8' });
    writeFileSync(join(folder, 'authorized'), publicKey('user'));
    writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${publicKey('host')}`);
    writeFileSync(
      join(folder, 'sshd_config'),
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${hostKey()}`,
        `AuthorizedKeysFile ${join(folder, 'authorized')}`,
        `PidFile ${join(folder, 'pid')}`,
        'StrictModes no',
        'UsePAM no',
        'PermitRootLogin yes',
        '',
      ].join('\n'),
    );
    writeFileSync(
      join(folder, 'ssh_config'),
      [
        `IdentityFile ${join(folder, 'user')}`,
        `UserKnownHostsFile ${join(folder, 'known')}`,
        'StrictHostKeyChecking yes',
        '',
      ].join('\n'),
    );
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${join(folder, 'ssh_config')}' "$@"\n`);
    chmodSync(join(folder, 'bin/ssh'), 0o755);
    mkdirSync('/run/sshd', { recursive: true });
    sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
    for (let attempt = 0; attempt < 50 && !(await listening()); attempt += 1) await wait(100);
    makeImages('docker');
    execFileSync('docker', [
      'run',
      '-d',
      '--name',
      box,
      '--network',
      'none',
      '--memory',
      '128m',
      busyboxImage,
      'sleep',
      '600',
    ]);
  });

  afterAll(() => {
    sshd?.kill();
    execFileSync('docker', ['rm', '-f', box], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  });

  it('are read over ssh', async () => {
    const [there, here] = await Promise.all([read(`ssh:root@127.0.0.1:${port}`), read('local')]);
    expect(there.facts.os).toEqual(here.facts.os);
    expect(there.facts.memory.totalBytes).toBe(here.facts.memory.totalBytes);
    expect(there.facts.toolchain.cc).toEqual(here.facts.toolchain.cc);
  });

  it('are read in a container that has hardly any programs', async () => {
    const { facts } = await read(`docker:${box}`);
    expect(facts).toMatchObject({
      os: { id: 'alpine' },
      memory: { limitBytes: 128 * 1024 * 1024 },
      container: { kind: 'docker' },
    });
  });

  it('are read side by side', async () => {
    const targets = [`ssh:root@127.0.0.1:${port}`, `docker:${box}`, `exec:docker exec -i ${box} sh`, 'local'];
    const machines = await Promise.all(targets.map(read));
    expect(machines.map(({ facts }) => facts.os.id)).toEqual(['debian', 'alpine', 'alpine', 'debian']);
  });

  it.each([
    ['nobody listens', 'ssh:root@127.0.0.1:1', /refused/i],
    ['the user may not come in', `ssh:nobody@127.0.0.1:${port}`, /denied|closed/i],
    ['there is no such container', 'docker:mwmachine-none', /no such container/i],
    ['there is no shell', `exec:docker exec -i ${box} no-such-shell`, /no such file|not found|unable to start/i],
  ])('say why they cannot be read when %s', async (_, target, reason) => {
    const error = await read(target).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UserError);
    if (error instanceof UserError) expect(error.evidence.join('\n')).toMatch(reason);
  });
});
