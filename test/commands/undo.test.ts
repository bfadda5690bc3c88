import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run, type UndoOptions } from '../../src/commands/undo.js';
import { beginEntry, journalPath, lockChanges, markEntry } from '../../src/engine/journal.js';
import { testContext } from '../support/context.js';

let base: string;
let folder: string;
let journal: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-undo-'));
  folder = join(base, 'project');
  mkdirSync(folder);
  journal = journalPath(join(base, 'config/state'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const undo = async (options: UndoOptions) => {
  const { context, written } = testContext({
    cwd: folder,
    configDir: join(base, 'config'),
    env: { PATH: process.env.PATH },
  });
  return { code: await run(context, [], options), ...written };
};
const outcomes = (out: string) => JSON.parse(out).changes.map(({ outcome }: { outcome: string }) => outcome);
const change = {
  finding: 'x',
  title: 'Make \x1b[2Ja',
  commands: ['touch a'],
  needsRoot: false,
  undo: 'rm a',
  locked: true,
};

it('runs nothing of a journal that came with the project', async () => {
  const settings = join(folder, '.settings');
  beginEntry(journalPath(join(settings, 'state')), { ...change, undo: 'touch undone' });
  const { context } = testContext({ cwd: folder, configDir: settings, env: { PATH: process.env.PATH } });
  await expect(run(context, [], { yes: true })).rejects.toThrow(/The author of this project can write to the journal/);
  expect(existsSync(join(folder, 'undone'))).toBe(false);
});

it('takes back newest first, once, and says what it did', async () => {
  writeFileSync(join(folder, 'order'), '');
  for (const name of ['a', 'b']) {
    const { id } = beginEntry(journal, { ...change, undo: `echo ${name} >> order` });
    markEntry(journal, id, 'done');
  }
  const { code, out, err } = await undo({ yes: true });
  expect([code, out]).toEqual([0, '2 undone, 0 failed, 0 kept\n']);
  expect(err).toContain('did:  touch a');
  expect(err).not.toContain('\x1b');
  expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('b\na\n');
  expect(await undo({ yes: true })).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to undo') });
});

it('only lists where it is asked to, and takes nothing back that nobody can confirm', async () => {
  beginEntry(journal, { ...change, undo: 'touch undone' });
  expect(outcomes((await undo({ list: true, json: true })).out)).toEqual(['kept']);
  await expect(undo({})).rejects.toThrow(/--yes or --list/);
  expect(existsSync(join(folder, 'undone'))).toBe(false);
});

it('lists what is pending, when it was done and how far, in words', async () => {
  const { id } = beginEntry(journal, change);
  markEntry(journal, id, 'undo-failed');
  beginEntry(journal, change);
  const { code, out, err } = await undo({ list: true });
  expect([code, out]).toEqual([0, '2 changes can be undone: musl-wizard undo\n']);
  expect(err).toContain('(just now, not undone: its undo failed)');
  expect(err).toContain('(just now, interrupted halfway)');
});

it('ends what still runs of a fix that was killed', async () => {
  const { id } = beginEntry(journal, { ...change, undo: 'rm -f made' });
  const left = spawn('sh', ['-c', 'while :; do sleep 0.05; touch made; done'], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, MUSL_WIZARD_FIX: id },
  });
  expect(outcomes((await undo({ yes: true, json: true })).out)).toEqual(['undone']);
  expect(left.signalCode ?? (await once(left, 'exit'))[1]).toBe('SIGTERM');
  expect(existsSync(join(folder, 'made'))).toBe(false);
});

it('changes nothing while another run changes the machine, and knows when that was killed', async () => {
  beginEntry(journal, { ...change, undo: 'touch undone' });
  const first = spawn('flock', [join(base, 'config/state/changes.lock'), 'sleep', '60'], { detached: true });
  while (lockChanges(journal) !== 'held') await delay(20);
  const second = await undo({ yes: true, json: true });
  expect([second.code, outcomes(second.out)]).toEqual([1, ['kept']]);
  expect(second.err).toContain('another musl-wizard is changing this machine right now');
  expect(existsSync(join(folder, 'undone'))).toBe(false);
  process.kill(-(first.pid ?? 0), 'SIGKILL');
  await once(first, 'exit');
  // The lock is held until the last process of the group is gone.
  let free = lockChanges(journal);
  for (; free === 'held'; free = lockChanges(journal)) await delay(20);
  if (free !== 'unknown') free.release();
  expect(outcomes((await undo({ yes: true, json: true })).out)).toEqual(['undone']);
});

it('runs an undo once, however many ask for it', async () => {
  const { id } = beginEntry(journal, { ...change, undo: 'sleep 0.5; echo once >> order' });
  markEntry(journal, id, 'done');
  const all = await Promise.all([1, 2, 3].map(() => undo({ yes: true, json: true })));
  expect(all.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
  expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('once\n');
});

it('takes back nothing that may still run, without a person to say so', async () => {
  beginEntry(journal, { ...change, undo: 'touch undone', locked: false });
  const { code, out, err } = await undo({ yes: true, json: true });
  expect([code, outcomes(out)]).toEqual([1, ['kept']]);
  expect(err).toContain('Another run may still be working on it');
  expect(existsSync(join(folder, 'undone'))).toBe(false);
});
