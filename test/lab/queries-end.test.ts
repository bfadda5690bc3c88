/** Nothing that a tool leaves behind, and no target that does not answer, keeps the program from ending. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
/** What is left behind lives longer than any of these runs may take. */
const nap = 'sleep 120';
const limitMs = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-ends-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'project'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tool = (name: string, script: string): void => {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
};

const run = (words: readonly string[]) =>
  execa(process.execPath, [cli, ...words], {
    cwd: join(folder, 'project'),
    env: { HOME: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    reject: false,
    stdin: 'ignore',
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });

describeLab('the program ends', [program('setsid')], () => {
  it('where tools leave sessions of their own behind and never answer', async () => {
    const hanging = [
      'c++',
      'make',
      'git',
      'go',
      'cmake',
      'upx',
      'rustc',
      'rustup',
      'pkg-config',
      'nix',
      'docker',
      'podman',
    ];
    for (const name of hanging) tool(name, `setsid ${nap} &\nexec ${nap}`);
    tool('cargo', `setsid ${nap} &\nexec yes`);
    tool('cc', `setsid ${nap} &\necho 1.2.3`);
    const { timedOut, stdout } = await run(['doctor', '--json']);
    for (const name of [...hanging, 'cargo', 'cc']) rmSync(join(folder, 'bin', name));
    expect(timedOut).toBe(false);
    const { toolchain } = JSON.parse(stdout).facts;
    for (const name of ['go', 'cmake', 'cargo']) expect(toolchain[name].version).toBeNull();
  });

  it.each([
    ['goes on after its answer', `sh; exec ${nap}`],
    ['leaves a session with its pipes behind', `sh; setsid ${nap} & sleep 1`],
  ])('with the answer of a target that %s', async (_, command) => {
    const { timedOut, stdout } = await run(['doctor', '--json', '--on', `exec:${command}`]);
    expect(timedOut).toBe(false);
    expect(JSON.parse(stdout).facts.os.kernel).toMatch(/^\d/);
  });

  it.each([
    ['exec', `exec:${nap}`],
    ['ssh', 'ssh:box'],
    ['docker', 'docker:box'],
  ])('at the deadline, where a target by %s never shakes hands', async (name, target) => {
    if (name !== 'exec') tool(name, `exec ${nap}`);
    const { timedOut, stderr, exitCode } = await run(['doctor', '--deadline', '2', '--on', target]);
    expect(timedOut).toBe(false);
    expect(stderr).toContain('no answer within 2 s');
    expect(exitCode).toBe(3);
  });

  it('with few words, where a target prints without end', async () => {
    const { timedOut, stdout, stderr } = await run(['doctor', '--on', 'exec:cat /dev/zero']);
    expect(timedOut).toBe(false);
    expect(stdout + stderr).toContain('more than 4 MiB');
    expect(stdout.length + stderr.length).toBeLessThan(4000);
  });
});
