import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from '../../src/engine/collect.js';
import { localMachine } from '../../src/machine/local.js';
import { describeLab, program, root, works } from '../support/lab.js';

/** One engine of its own, so that its start and its end are seen: the shared one is others'. */
describeLab('a Docker daemon that comes and goes', [program('dockerd'), program('docker'), root], () => {
  let folder: string;
  let socket: string;
  let daemon: ChildProcess | null = null;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-dockerd-'));
    socket = `unix://${join(folder, 'docker.sock')}`;
  });
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const stop = async (): Promise<void> => {
    if (!daemon) return;
    const over = new Promise((resolve) => daemon?.once('exit', resolve));
    daemon.kill('SIGTERM');
    await over;
    daemon = null;
  };
  const state = async () => {
    const env = { ...process.env, DOCKER_HOST: socket };
    const machine = localMachine({ env, cwd: folder });
    const options = { signal: new AbortController().signal, deadlineMs: 5000, domains: ['engines' as const] };
    return (await collect(machine, options)).facts.engines.docker.daemon;
  };

  it('is reported as stopped, running with its version, and stopped again', async () => {
    expect((await state()).state).not.toBe('running');
    const log = openSync(join(folder, 'log'), 'w');
    const places = [
      '--data-root',
      join(folder, 'data'),
      '--exec-root',
      join(folder, 'exec'),
      '--pidfile',
      join(folder, 'pid'),
    ];
    // In a network namespace of its own: without a bridge, dockerd would remove the shared one's docker0.
    const isolated = ['--net', 'dockerd', '-H', socket, ...places, '--bridge=none', '--iptables=false'];
    daemon = spawn('unshare', isolated, { stdio: ['ignore', log, log] });
    closeSync(log);
    for (let tries = 0; tries < 120 && !works('docker', '-H', socket, 'version'); tries += 1) await delay(250);
    const running = await state();
    expect(running).toMatchObject({ state: 'running', host: socket, rootless: false, remote: false });
    expect(running.version).toMatch(/^\d+\./);
    expect(running.storageDriver).not.toBeNull();
    await stop();
    expect((await state()).state).toMatch(/^(?:stopped|unreachable)$/);
  });
});
