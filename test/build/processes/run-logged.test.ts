import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { maxLogBytes, type RunLoggedOptions, runLogged } from '../../../src/build/processes/run-logged.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sh = (script: string, options: Partial<RunLoggedOptions> = {}) =>
  runLogged(['/bin/sh', '-c', script], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    signal: new AbortController().signal,
    timeoutMs: 20_000,
    logFile: join(folder, 'log'),
    ...options,
  });

/** Whether a process is there and no zombie (in a container nobody may reap it). */
const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** Waits until a process is gone: the kernel ends it some time after the signal. */
const ended = (pid: number) => vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 15_000 });

describe('runLogged', () => {
  it('keeps both outputs in order, in a private file', async () => {
    const ran = await sh('echo one; echo two >&2; printf three; exit 7');
    expect(ran).toMatchObject({ code: 7, signal: null, timedOut: false, cancelled: false, error: null });
    expect(ran.tail).toBe('one\ntwo\nthree\n');
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('one\ntwo\nthree');
    expect(statSync(join(folder, 'log')).mode & 0o777).toBe(0o600);
  });

  it('gives only harmless lines to whoever listens', async () => {
    const seen: string[] = [];
    await sh(`printf '\\033]0;pwned\\007red\\033[31m\\n'`, { onLines: (lines) => seen.push(...lines) });
    expect(seen).toEqual(['red']);
  });

  it('gives lines without secrets, also those that only the environment shows, and without half of one', async () => {
    const seen: string[] = [];
    const env = { PATH: process.env.PATH, DEPLOY_TOKEN: 'hunter2-hunter2' };
    const script = `echo "using $DEPLOY_TOKEN"; printf '%0230d %s\\n' 0 "$DEPLOY_TOKEN"; printf 'pass\\033[1mword=planted99\\n'`;
    await sh(script, { env, onLines: (lines) => seen.push(...lines) });
    expect(seen[0]).toBe('using ***');
    expect(seen[1]).toBe(`${'0'.repeat(230)} ***`);
    expect(seen[2]).toBe('password=***');
  });

  it('gives of a line that was drawn over itself what a terminal would show last', async () => {
    const seen: string[] = [];
    await sh(`printf '10%%\\r50%%\\r100%%\\r\\r\n'`, { onLines: (lines) => seen.push(...lines) });
    expect(seen).toEqual(['100%']);
  });

  it('closes standard input and inherits no environment', async () => {
    process.env.MW_SECRET = 'x';
    const ran = await sh('read line || echo "no input"; echo "[$MW_SECRET]"');
    delete process.env.MW_SECRET;
    expect(ran.tail).toBe('no input\n[]\n');
  });

  it.each([
    [['/nonexistent/program'], 'ENOENT'],
    [['/etc/passwd'], 'EACCES'],
  ])('says why %j cannot be started', async (argv, error) => {
    const ran = await runLogged(argv, {
      cwd: folder,
      env: {},
      signal: new AbortController().signal,
      timeoutMs: 1000,
      logFile: join(folder, 'log'),
    });
    expect(ran).toMatchObject({ code: null, error });
  });

  it('ends the whole group on time-out, also what ignores SIGTERM', async () => {
    const ran = await sh(`(trap '' TERM; echo $$; while :; do sleep 1; done) & echo child $!; wait`, {
      timeoutMs: 300,
    });
    expect(ran).toMatchObject({ timedOut: true, cancelled: false });
    const child = Number(/child (\d+)/.exec(ran.tail)?.[1]);
    expect(child).toBeGreaterThan(1);
    await ended(child);
  });

  it('ends grandchildren on cancel, at once', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    // Recognised by the signal that comes, not by a clock: SIGKILL, which comes later, would end it without a word.
    const child = 'trap "echo ended; exit" TERM; while :; do sleep 0.01; done';
    const ran = await sh(`sh -c '${child}' & echo child $!; wait`, { signal: controller.signal });
    expect(ran).toMatchObject({ cancelled: true, code: null });
    expect(ran.tail).toMatch(/^ended$/m);
    await ended(Number(/child (\d+)/.exec(ran.tail)?.[1]));
  });

  it('ends what a command leaves behind in its group', async () => {
    const ran = await sh('sleep 30 >/dev/null 2>&1 & echo $!');
    expect(ran.code).toBe(0);
    await ended(Number(ran.tail));
  });

  it('starts nothing once it is cancelled', async () => {
    const ran = await sh('echo no', { signal: AbortSignal.abort() });
    expect(ran).toMatchObject({ cancelled: true, tail: '' });
  });

  it('bears a flood: bounded memory, bounded reports, every line counted', async () => {
    let shown = 0;
    let dropped = 0;
    let reports = 0;
    const before = process.memoryUsage().rss;
    const ran = await sh(
      'yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c 209715200',
      {
        onLines: (lines, missing) => {
          shown += lines.length;
          dropped += missing;
          reports += 1;
        },
      },
    );
    expect(ran.code).toBe(0);
    expect(shown + dropped).toBe(209715200 / 80);
    // One a turn of 50 ms while it runs, then one for each 8 MiB that are left.
    expect(reports).toBeLessThanOrEqual(ran.durationMs / 50 + 1 + Math.ceil(209715200 / 2 ** 23) + 1);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    expect(ran.tail.length).toBeLessThanOrEqual(256 * 1024);
  });

  it('ends what never stops writing, and keeps the log below its limit', async () => {
    const ran = await sh('trap "" TERM; yes');
    expect(ran).toMatchObject({ flooded: true, timedOut: false, cancelled: false });
    expect(statSync(join(folder, 'log')).size).toBeLessThanOrEqual(maxLogBytes);
  });

  it('writes what a decoder makes of each line', async () => {
    const ran = await sh('echo "@a"; echo "@b"', { decode: (line) => [line.slice(1), line.slice(1)] });
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('a\na\nb\nb\n');
    expect(ran.tail).toBe('a\na\nb\nb\n');
  });
});
