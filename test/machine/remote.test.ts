import { getEventListeners } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Capture, CaptureKey } from '../../src/machine/capture.js';
import { remoteMachine } from '../../src/machine/remote.js';

// The transport is a shell that prints what a target would.

const keys = ['env:HOME', 'env:SHELL', 'file:/etc/shadow'] as const satisfies readonly CaptureKey[];
const begin = '{"schema":"musl-wizard.snapshot/1","captures":{\n"env:HOME":{"ok":true,"text":"/root"},\n';
const denied = '"file:/etc/shadow":{"ok":false,"error":"EACCES"},\n';
const rest =
  '"env:USER":{"ok":true,"text":"ada"}\n},"meta":{"collectedAt":"","collector":"sh","target":"local","redacted":false}}\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-remote-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

interface Options {
  /** Null for the usual one. */
  readonly deadlineMs?: number | null;
  readonly signal?: AbortSignal;
  readonly own?: true;
}

/** What a target whose shell runs `script` is known to be; `$1` is the folder of the test. */
const read = async (script: string, { deadlineMs = 20_000, signal, own }: Options = {}) => {
  const advice = ['Ask somebody'];
  const transport = {
    command: '/bin/sh',
    args: ['-c', script, 'sh', folder],
    advice,
    ...(own ? { ownCommand: own } : {}),
  };
  const env = { PATH: '/usr/bin:/bin', BASH_ENV: join(folder, 'rc'), LANG: 'C' };
  const machine = remoteMachine('exec:x', transport, { env, cwd: folder });
  const captures: Partial<Record<CaptureKey, Capture>> = {};
  const options = { signal: signal ?? new AbortController().signal, ...(deadlineMs === null ? {} : { deadlineMs }) };
  for await (const [key, capture] of machine.read(keys, options)) captures[key as CaptureKey] = capture;
  return captures;
};

const print = (text: string): string => `printf '%s' '${text}'`;
const missing = { ok: false, error: 'missing' };

describe('a target', () => {
  it('is known by its whole answer, whatever is said around it, and what it does afterwards is not waited for', async () => {
    const script = `echo 'Welcome {here}'; ${print(begin + rest)}; echo 'bye'; exec sleep 600`;
    expect(await read(script)).toMatchObject({ 'env:HOME': { ok: true, text: '/root' }, 'env:SHELL': missing });
  });

  it('is known where the word about its pace comes in between, on the same stream', async () => {
    const word = `printf '\\nmusl-wizard: a slow machine, 3 times the usual time\\n'`;
    expect(await read(`${print(begin)}; ${word}; ${print(rest)}`)).toMatchObject({ 'env:HOME': { text: '/root' } });
  });

  it('gets more time once it says that it is slow, unless the time was set', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const word = `printf '\\nmusl-wizard: a slow machine, 3 times the usual time\\n' >&2`;
    const turns = async (name: string) => {
      while (!existsSync(join(folder, name))) await new Promise((resolve) => setImmediate(resolve));
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const script = (name: string) => `${word}; ${print(begin + denied)}; : >"$1/${name}"; exec sleep 600`;
    let ended = '';
    const slow = read(script('slow'), { deadlineMs: null }).finally(() => (ended += 'slow '));
    await turns('slow');
    vi.advanceTimersByTime(20_000); // beyond the usual ten seconds
    const set = read(script('set'), { deadlineMs: 5000 }).finally(() => (ended += 'set '));
    await turns('set');
    expect(ended).toBe('');
    vi.advanceTimersByTime(10_000);
    await slow;
    await set;
    expect(ended.split(' ').sort()).toEqual(['', 'set', 'slow']);
  });

  it('has nothing left running for it once it is known', async () => {
    await read(`echo $$ >"$1/pid"; ${print(begin + rest)}; exec sleep 600`);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    // A killed process is gone when it has been waited for, which takes a turn of the event loop or some.
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 15_000 });
  });

  it('leaves nothing that waits for the signal of its caller', async () => {
    const { signal } = new AbortController();
    await read(print(begin + rest), { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('gets the collector on its standard input, to the end', async () => {
    const script = `cat >"$1/script"; grep -c musl-wizard.snapshot "$1/script" >/dev/null || exit 9; ${print(begin + rest)}`;
    expect(await read(script)).toMatchObject({ 'env:HOME': { text: '/root' } });
  });

  it('is known by what came until the deadline, and what did not is late, not missing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const captures = read(`${print(begin + denied)}; : >"$1/printed"; exec sleep 600`, { deadlineMs: 5000 });
    // What is in the pipe before the file is there has been read after some turns of the event loop.
    while (!existsSync(join(folder, 'printed'))) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(4999);
    vi.advanceTimersByTime(1);
    const late = { ok: false, error: 'late' };
    expect(await captures).toEqual({
      'env:HOME': { ok: true, text: '/root' },
      'env:SHELL': late,
      'file:/etc/shadow': { ok: false, error: 'EACCES' },
    });
  });

  it.each([
    ['that ends', 'echo one >&2; echo two; exit 3', ['it exited with 3, without an answer', 'one', 'two']],
    [
      'that says much',
      'for n in 1 2 3 4 5 6 7; do echo "err $n" >&2; done; echo out; exit 1',
      ['it exited with 1, without an answer', 'err 4', 'err 5', 'err 6', 'err 7', 'out'],
    ],
    ['that colours its messages', "printf '\\033[31mred\\033[0m\\n\\n' >&2; exit 1", [expect.anything(), 'red']],
    [
      'that prints without an end',
      'head -c 5000000 /dev/zero | tr "\\0" "a"; exec sleep 600',
      ['it printed more than 4 MiB, without an answer', expect.stringMatching(/^a+/)],
    ],
  ])('%s cannot be read, and says what came', async (_, script, evidence) => {
    await expect(read(script)).rejects.toMatchObject({
      message: 'exec:x cannot be read.',
      evidence: [expect.stringMatching(/^tried: \/bin\/sh -c /), ...evidence],
      nextSteps: ['Ask somebody', expect.stringContaining('musl-wizard snapshot --script')],
    });
  });

  it('that is killed says so', async () => {
    await expect(read('kill -9 $$')).rejects.toMatchObject({
      evidence: [expect.anything(), expect.stringMatching(/killed|SIGKILL/)],
    });
  });

  it('that brings nothing until the deadline cannot be read', async () => {
    const evidence = [expect.anything(), 'no answer within 0.02 s'];
    await expect(read('exec sleep 600', { deadlineMs: 20 })).rejects.toMatchObject({ evidence });
  });

  it('that is not wanted any more is left', async () => {
    const stop = new AbortController();
    const captures = read('exec sleep 600', { signal: stop.signal });
    stop.abort();
    await expect(captures).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await expect(read('exec sleep 600', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it.each([
    { own: true, seen: (here: string) => `${here} here` },
    { own: undefined, seen: () => '/ elsewhere' },
  ] as const)('is reached as the own command of somebody: $own', async ({ own, seen }) => {
    const reported = 'test "$BASH_ENV" && set here || set elsewhere; echo "$(pwd -P) $1" >&2; exit 1';
    const evidence = [expect.anything(), expect.anything(), seen(realpathSync(folder))];
    await expect(read(reported, own ? { own } : {})).rejects.toMatchObject({ evidence });
  });
});
