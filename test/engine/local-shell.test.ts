import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runnerOf } from '../../src/console/runner.js';
import { localShell } from '../../src/engine/local-shell.js';

let base: string;
let project: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-local-shell-'));
  project = join(base, 'project');
});
afterEach(() => rmSync(base, { recursive: true }));

it('tells what a command prints, line by line', async () => {
  mkdirSync(project);
  const reported: string[] = [];
  const { runShell } = localShell({
    logFile: join(base, 'fixes.log'),
    cwd: project,
    env: { PATH: '/usr/bin:/bin' },
    elevation: 'doas',
    lend: null,
  });
  const { signal } = new AbortController();
  await runShell('echo one; echo two', { signal, env: {}, onLines: (lines) => reported.push(...lines) });
  expect(reported).toEqual(['one', 'two']);
});

describe.each(['bin', 'node_modules/.bin'])('a tool to become root that the project has in %s', (folder) => {
  const { signal } = new AbortController();
  /** The search path of `npx`, or of a directory environment. */
  const env = () => ({ PATH: `${join(project, folder)}:/usr/bin:/bin`, SUDO_ASKPASS: join(project, 'ask') });
  beforeEach(() => {
    mkdirSync(join(project, folder), { recursive: true });
    for (const name of ['sudo', 'doas'])
      writeFileSync(join(project, folder, name), '#!/bin/sh\necho planted\n', { mode: 0o755 });
  });
  const shell = () =>
    localShell({ logFile: join(base, 'fixes.log'), cwd: project, env: env(), elevation: 'doas', lend: null });

  it('does not ask for the password', async () => {
    expect(await shell().becomeRoot(signal)).toMatchObject({ allowed: false });
  });

  it('is not what a fix runs', async () => {
    const { output } = await shell().runShell('command -v doas; command -v sudo; echo "$SUDO_ASKPASS"', {
      signal,
      env: {},
    });
    expect(output).not.toContain(project);
  });

  it('is not what a fix is shown with', () => {
    rmSync(join(project, folder, 'sudo'));
    const only = { ...env(), PATH: join(project, folder) };
    expect(runnerOf({ program: 'musl-wizard', env: only, cwd: project }).elevation).toBe('sudo');
  });
});

it('shows of what a fix printed no secret of the environment', async () => {
  const env = { PATH: '/usr/bin:/bin', DEPLOY_TOKEN: 'hunter2-hunter2' };
  const shell = localShell({ logFile: join(base, 'fixes.log'), cwd: base, env, elevation: 'sudo', lend: null });
  const reported: string[] = [];
  const { output } = await shell.runShell('echo "$DEPLOY_TOKEN"', {
    signal: new AbortController().signal,
    env: {},
    onLines: (lines) => reported.push(...lines),
  });
  expect([output, reported]).toEqual(['***\n', ['***']]);
});
