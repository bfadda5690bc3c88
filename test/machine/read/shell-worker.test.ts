import { afterEach, beforeEach, expect, it } from 'vitest';
import { captureProgram } from '../../../src/machine/read/programs.js';
import { openShellWorker, type ShellWorker } from '../../../src/machine/read/shell-worker.js';

const stop = new AbortController();
let ended: AbortController;
let worker: ShellWorker;
const place = () => ({
  env: { PATH: '/usr/bin:/bin' },
  cwd: '/',
  signal: AbortSignal.any([stop.signal, ended.signal]),
});
beforeEach(() => {
  ended = new AbortController();
  worker = openShellWorker(place());
});
afterEach(() => worker.close());

/** A program that is given to a shell as its one word, which no worker reads. */
const sh = (script: string) => ['/bin/sh', ['-c', script]] as const;

it('runs one program after another, and keeps their outputs apart', async () => {
  for (const word of ['one', 'two']) {
    expect(await worker.run(...sh(`echo ${word}; echo ${word}-err >&2`))).toEqual({
      code: 0,
      stdout: `${word}\n`,
      stderr: `${word}-err\n`,
    });
  }
  expect(worker.alive()).toBe(true);
});

it.each([
  ['an exit code', 'exit 3', 3],
  ['the largest exit code that no signal has', 'exit 128', 128],
  ['a signal', 'kill -9 $$', null],
  ['an exit code above all signals', 'exit 200', 200],
])('gives how it ended: %s', async (_, script, code) => {
  expect(await worker.run(...sh(script))).toMatchObject({ code });
  expect(await worker.run(...sh('echo there'))).toMatchObject({ code: 0, stdout: 'there\n' });
});

it('hands words on as they are, and no input of its own', async () => {
  const words = ['$(id)', '*', "it's", '`x`', 'a b', '-n', '\\'];
  const printed = await worker.run('/bin/sh', ['-c', 'printf "%s\\n" "$@"', 'sh', ...words]);
  expect(printed).toMatchObject({ stdout: `${words.join('\n')}\n` });
  expect(await worker.run(...sh('read -r line; echo $?'))).toMatchObject({ stdout: '1\n' });
});

it.each(['', 'a\tb', 'a\nb'])('runs what its lines cannot hold all the same: %j', async (word) => {
  const printed = await worker.run('/bin/sh', ['-c', 'printf "[%s]" "$1"', 'sh', word]);
  expect(printed).toMatchObject({ code: 0, stdout: `[${word}]` });
});

it('ends what does not stop to print, and what comes later runs without it', async () => {
  const flood = await worker.run(
    ...sh('while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done'),
  );
  expect(flood).toMatchObject({ code: null });
  expect('stdout' in flood && flood.stdout.length).toBe(64 * 1024);
  expect(worker.alive()).toBe(false);
  expect(await worker.run(...sh('echo there'))).toMatchObject({ code: 0, stdout: 'there\n' });
});

it('is late when the time is over, and no sooner', async () => {
  const running = worker.run(...sh('sleep 60'));
  ended.abort();
  expect(await running).toEqual({ ok: false, error: 'late' });
  expect(worker.alive()).toBe(false);
});

it('outlives the time of what has ended', async () => {
  await worker.run(...sh('true'));
  ended.abort();
  expect(worker.alive()).toBe(true);
});

it('says of a program that is not there what a shell says, and of none that it cannot start at all why', async () => {
  expect(await worker.run('/nowhere/x', [])).toMatchObject({ code: 127 });
  expect(await captureProgram('/nowhere/x', [], { ...place(), signal: stop.signal })).toEqual({
    ok: false,
    error: 'ENOENT',
  });
});

it('gives a program that cannot be given its words as failed', async () => {
  const captured = (word: string) => captureProgram('/bin/echo', [word], { ...place(), signal: stop.signal });
  expect(await captured('x'.repeat(200_000))).toEqual({ ok: false, error: 'E2BIG' });
  expect(await captured('a\0b')).toEqual({ ok: false, error: 'ERR_INVALID_ARG_VALUE' });
});
