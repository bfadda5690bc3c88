import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { descendantsOf, Family } from '../../../src/build/processes/descendants.js';
import { seesAllProcesses } from '../../support/lab.js';

const needs = { skip: !seesAllProcesses() };

it('knows what a process starts later, also in its session and without a parent', needs, async () => {
  // The shell that starts the last one is over at once.
  const text = 'read line; sh -c "sleep 4712 & echo \\$!"; exec sleep 4713';
  const shell = spawn('sh', ['-c', text], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const family = new Family(descendantsOf(shell.pid as number));
  try {
    expect(family.look().map(({ pid }) => pid)).toEqual([shell.pid]);
    shell.stdin.write('go\n');
    const [answer] = await once(shell.stdout, 'data');
    await vi.waitFor(() => expect(family.look().map(({ pid }) => pid)).toContain(Number(String(answer))));
  } finally {
    // The leader of the group of all of them.
    process.kill(-(shell.pid as number), 'SIGKILL');
  }
});

it('takes nothing of the session of this process for its own', needs, async () => {
  const child = spawn('sleep', ['4714'], { stdio: 'ignore' });
  try {
    const family = new Family(descendantsOf(child.pid as number));
    expect(family.look().map(({ pid }) => pid)).toEqual([child.pid]);
    expect(family.look().map(({ pid }) => pid)).toEqual([child.pid]);
  } finally {
    child.kill('SIGKILL');
  }
});

it('forgets a session once none of its processes runs', needs, async () => {
  const child = spawn('sleep', ['4715'], { detached: true, stdio: 'ignore' });
  const family = new Family(descendantsOf(child.pid as number));
  expect(family.look()).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  family.look();
  expect(family.look()).toEqual([]);
});
