import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program, works } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(repository, 'dist/musl-wizard.cjs');
const image = 'localhost/mw-lab/alpine-leftovers:3.20';
const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });
const containers = () => output('docker', 'ps', '-aq', '--filter', 'label=musl-wizard.canary');

/** Processes of a canary, recognised by the variable in their environment. */
const canaryProcesses = (folder: string): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
      return /^\d+$/.test(name) && environment.includes('MUSL_WIZARD_CANARY=') && environment.includes(folder);
    } catch {
      return false;
    }
  });

const until = async (condition: () => boolean): Promise<void> => {
  for (let n = 0; n < 200; n += 1) {
    if (condition()) return;
    await delay(50);
  }
  throw new Error('it did not come to that in 10 s');
};

describeLab(
  'what a run leaves behind',
  [program('busybox'), { name: 'a running dockerd', met: () => works('docker', 'info') }],
  () => {
    let folder = '';
    const env = () => ({ ...process.env, TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' });
    /** An image whose `cc` sleeps, so that a canary can be met in the middle of its build. */
    beforeAll(() => {
      const script =
        'set -e; r=$(mktemp -d); mkdir -p $r/bin $r/usr/bin $r/etc $r/tmp; cp /bin/busybox $r/bin/; for a in sh sleep cat mkdir touch date; do ln -s busybox $r/bin/$a; done; echo 3.20.0 >$r/etc/alpine-release; for a in cc apk; do printf "#!/bin/sh\\n[ $a = apk ] || exec sleep 60\\n" >$r/usr/bin/$a; chmod +x $r/usr/bin/$a; done; tar -C $r -c . | docker import - "$1"; rm -rf $r';
      execFileSync('/bin/sh', ['-c', script, 'sh', image], { stdio: 'pipe' });
      folder = trustedFolder('mw-left-');
    });
    afterAll(() => {
      spawnSync('docker', ['rmi', '-f', image]);
      rmSync(folder, { recursive: true, force: true });
    });
    const words = ['canary', 'alpine', '--engine', 'docker', '--image', image, '--network', 'none'];
    const start = () => spawn(process.execPath, [cli, ...words], { env: env(), stdio: 'ignore' });
    const building = () =>
      containers() !== '' && output('docker', 'ps', '-q', '--filter', 'label=musl-wizard.canary') !== '';

    it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is nothing after %s', async (signal) => {
      const wizard = start();
      await until(building);
      const over = new Promise<number | null>((resolve) => wizard.once('exit', (code) => resolve(code)));
      wizard.kill(signal);
      expect(await over).toBe(signal === 'SIGTERM' ? 143 : 130);
      expect(containers()).toBe('');
      expect(readdirSync(folder).filter((name) => name !== 'state')).toEqual([]);
      expect(canaryProcesses(folder)).toEqual([]);
    });

    it('is found and removed by the next run after kill -9, which says so', async () => {
      const wizard = start();
      await until(building);
      const over = new Promise((resolve) => wizard.once('exit', resolve));
      wizard.kill('SIGKILL');
      await over;
      expect(containers()).not.toBe('');
      expect(readdirSync(folder).filter((name) => name.startsWith('mw-canary-'))).toHaveLength(1);

      const next = spawnSync(process.execPath, [cli, 'canary', 'glibc-static'], { env: env(), encoding: 'utf8' });
      expect(next.status).toBe(0);
      expect(next.stderr).toMatch(/^Removed leftovers of an earlier run: .*mw-canary-.*1 containers removed/m);
      expect(containers()).toBe('');
      expect(readdirSync(folder).filter((name) => name !== 'state')).toEqual([]);
      expect(canaryProcesses(folder)).toEqual([]);
    });

    it('is left alone while its owner lives', async () => {
      const wizard = start();
      await until(building);
      const other = spawnSync(process.execPath, [cli, 'canary', 'glibc-static'], { env: env(), encoding: 'utf8' });
      expect(other.stderr).not.toContain('Removed leftovers');
      expect(containers()).not.toBe('');
      const over = new Promise((resolve) => wizard.once('exit', resolve));
      wizard.kill('SIGINT');
      await over;
      expect(containers()).toBe('');
    });
  },
);
