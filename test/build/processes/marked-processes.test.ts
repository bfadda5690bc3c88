import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endMarked, signalMarked } from '../../../src/build/processes/marked-processes.js';

const mark = `MW_TEST_MARK=${process.pid}`;
let folder: string;
let started: ChildProcess[];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mw-marked-')));
  mkdirSync(join(folder, 'sub'));
  mkdirSync(`${folder}-other`);
  copyFileSync('/bin/sleep', join(folder, 'sub/sleep'));
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
  rmSync(`${folder}-other`, { recursive: true });
});

/** A process in a session of its own, without a terminal, that has begun to wait. */
const waits = async (command: string, cwd: string, env: Readonly<Record<string, string>> = {}, before = '') => {
  const child = spawn('/bin/sh', ['-c', `${before}echo; exec ${command}`], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  await once(child.stdout, 'data');
  return child;
};
const sleep = '/bin/sleep 600';

it('ends what carries the mark, wherever it is, and what dropped it within the folder', async () => {
  const [name = '', value = ''] = mark.split('=');
  const ended = [
    await waits(sleep, '/', { [name]: value }),
    await waits(sleep, join(folder, 'sub')),
    await waits(`'${folder}/sub/sleep' 600`, '/'),
  ];
  const spared = [
    await waits(sleep, '/'),
    await waits(sleep, '/', { [name]: `${value}1` }),
    await waits(sleep, `${folder}-other`),
  ];
  const exits = Promise.all(ended.map((child) => once(child, 'exit')));
  expect(await endMarked(mark, folder)).toBe(3);
  expect((await exits).map(([, signal]) => signal)).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM']);
  expect(spared.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null]);
  expect(await endMarked(mark, folder)).toBe(0);
});

it('kills what does not end by itself', async () => {
  const child = await waits(sleep, join(folder, 'sub'), {}, 'trap "" TERM; ');
  const exit = once(child, 'exit');
  expect(await endMarked(mark, folder)).toBe(1);
  expect((await exit)[1]).toBe('SIGKILL');
});

it('spares a shell of the user, who looks at what is built', async () => {
  const shell = spawnInTerminal('/bin/sh', ['-c', `echo ready; exec ${sleep}`], { cwd: join(folder, 'sub'), env: {} });
  try {
    await new Promise<void>((resolve) => shell.onData((text) => text.includes('ready') && resolve()));
    expect(signalMarked(mark, 'SIGTERM', folder)).toBe(0);
  } finally {
    shell.kill('SIGKILL');
  }
});
