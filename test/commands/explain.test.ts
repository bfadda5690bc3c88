import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { logAt, run } from '../../src/commands/explain.js';
import { exitCode, UsageError } from '../../src/errors.js';
import { testContext } from '../support/context.js';

/** A regular file whose reader waits for the next message of the kernel; in containers nobody may open it. */
const canWait = ((): boolean => {
  try {
    closeSync(openSync('/proc/kmsg', 'r'));
    return true;
  } catch {
    return false;
  }
})();
const scratch = mkdtempSync(join(tmpdir(), 'mw-explain-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const call = async (
  words: string[],
  options: { json?: boolean; all?: boolean; deadline?: string; patch?: boolean } = {},
  input = '',
) => {
  const { context, written } = testContext(
    { cwd: mkdtempSync(join(scratch, 'run-')), env: { USER: 'ann' }, program: 'npx musl-wizard' },
    input,
  );
  writeFileSync(join(context.cwd, 'Dockerfile'), 'FROM scratch\nCMD /app\n');
  const code = await run(context, words, options);
  return { code, output: written.out + written.err };
};

describe('musl-wizard explain', () => {
  it('prints the root cause, its line and what to do, and ends with 0', async () => {
    const { code, output } = await call(['-'], {}, 'x\n/usr/bin/ld: cannot find -lc\n');
    expect(code).toBe(0);
    expect(output).toContain('> 2  /usr/bin/ld: cannot find -lc');
    expect(output).toContain('  fix ');
  });

  it('breaks its text between words on a terminal, and no command', async () => {
    const input = '/usr/bin/ld: cannot find -lsodium: No such file or directory\n';
    const { context, written } = testContext({ cwd: scratch, env: {} }, input);
    await run({ ...context, out: { ...context.out, columns: 50 } }, ['-'], {});
    const lines = written.out.trimEnd().split('\n');
    const long = lines.filter((line) => line.length > 50);
    expect(long.length).toBeGreaterThan(0);
    for (const line of long) expect(line).toMatch(/^ {12}\S|^ {2}undo +\S|[/:]/);
    expect(lines.slice(0, 3).every((line) => line.length <= 50)).toBe(true);
    const plain = testContext({ cwd: scratch, env: {} }, input);
    await run(plain.context, ['-'], {});
    expect(written.out.replace(/\s+/g, ' ')).toBe(plain.written.out.replace(/\s+/g, ' '));
  });

  it('gives one JSON document', async () => {
    const { output } = await call([], { json: true }, '/usr/bin/ld: cannot find -lc\n');
    expect(JSON.parse(output)).toMatchObject({ schema: 'musl-wizard.explain/1', lines: 1, unknown: [] });
  });

  it('prints a patch alone, or nothing and ends with 1 where there is none', async () => {
    const file = join(scratch, 'static.nix');
    writeFileSync(file, '{ pkgs }: {\n  a = pkgs.pkgsMusl.pkgsStatic.hello;\n}\n');
    const { code, output } = await call([file], { patch: true });
    expect(code).toBe(0);
    expect(output).toMatch(
      /^--- a\/.*\n\+\+\+ b\/.*\n@@ .*\n(?: .*\n)*-.*pkgsMusl.*\n\+ {2}a = pkgs\.pkgsStatic\.hello;\n/,
    );
    expect(await call(['-'], { patch: true }, '/usr/bin/ld: cannot find -lc\n')).toEqual({ code: 1, output: '' });
  });

  it('ends with 1 for an unknown failure, and hides names in the text to report', async () => {
    const { code, output } = await call(['-'], {}, 'tool: error: /home/ann/x is upset\n');
    expect(code).toBe(1);
    expect(output.split('For a web search')[1]).not.toContain('ann');
  });

  it('prints the kind of a failure whose cause is unknown, with the lines, and ends with 1', async () => {
    const { code, output } = await call(['-'], {}, 'frob: cannot open out.flux: Permission denied\n');
    expect(code).toBe(1);
    expect(output).toContain('of this kind');
    expect(output).toContain('file-access-refused');
    expect(output).toContain('For a web search');
  });

  it('takes a time limit in seconds, and no other', async () => {
    expect((await call(['-'], { deadline: '600s' }, 'all is well\n')).code).toBe(0);
    await expect(call(['-'], { deadline: 'soon' })).rejects.toBeInstanceOf(UsageError);
  });

  it('does not wait for what is not written by then, and says so', async () => {
    const { context, written } = testContext({ cwd: tmpdir(), env: {}, program: 'musl-wizard' }, '');
    const stdin = new PassThrough();
    stdin.write(`/usr/bin/ld: cannot find -lsodium\n${'compiling\n'.repeat(20)}`);
    const code = await run({ ...context, stdin: Object.assign(stdin, { isTTY: false }) as never }, ['-'], {
      deadline: '50ms',
    });
    expect(code).toBe(0);
    expect(written.out).toContain('missing-static-lib');
    expect(written.out).toContain('was still being written');
  });

  it('ends with 0 when nothing failed', async () => {
    expect((await call(['-'], {}, 'all is well\n')).code).toBe(0);
  });

  it('does not take a program for a log, and says which command reads it', async () => {
    await expect(call([process.execPath])).rejects.toMatchObject({
      exitCode: 2,
      nextSteps: [`musl-wizard inspect ${process.execPath}`],
    });
  });

  it('says commands of this program as they are called here', async () => {
    const { output } = await call(['-'], {}, 'tool: error: it is upset\n');
    expect(output).toContain('As JSON: npx musl-wizard explain --json -');
  });

  it('reads a named pipe, and lets itself be interrupted before anybody writes', async () => {
    const folder = mkdtempSync(join(scratch, 'run-'));
    // Two, since who was interrupted may for a moment still be waiting to read the first.
    const [silent, pipe] = [join(folder, 'silent'), join(folder, 'pipe')] as const;
    execFileSync('mkfifo', [silent, pipe]);
    const { context } = testContext({ cwd: folder, signal: AbortSignal.timeout(300) });
    expect(await run(context, [silent], {})).toBe(exitCode.interrupted);
    expect(await run(context, [silent], {})).toBe(exitCode.interrupted); // before it has begun
    const explained = call([pipe]);
    await writeFile(pipe, '/usr/bin/ld: cannot find -lc\n');
    expect((await explained).output).toContain('line 1');
  });

  it('reads a pipe whose writer comes and goes as soon as anybody reads', async () => {
    // It waits in the kernel for the first who opens the pipe; who opens it twice loses a race with it now and then.
    for (let n = 0; n < 20; n += 1) {
      const pipe = join(mkdtempSync(join(scratch, 'run-')), 'pipe');
      execFileSync('mkfifo', [pipe]);
      const writer = once(spawn('sh', ['-c', 'echo "/usr/bin/ld: cannot find -lc" >"$0"', pipe]), 'close');
      await delay(20);
      expect((await call([pipe])).output).toContain('line 1');
      await writer;
    }
  });

  it.each([
    ['a pipe by the name of a build file', 'Dockerfile', 'mkfifo "$1"'],
    ['a link to a pipe', 'link.log', 'mkfifo "$1.pipe" && ln -s "$1.pipe" "$1"'],
  ])('is interrupted while it waits for %s', async (_, name, make) => {
    const folder = mkdtempSync(join(scratch, 'run-'));
    execFileSync('sh', ['-c', make, 'sh', join(folder, name)]);
    const { context } = testContext({ cwd: folder, signal: AbortSignal.timeout(300) });
    expect(await run(context, [name], {})).toBe(exitCode.interrupted);
  });

  it('is interrupted while standard input is silent', async () => {
    const { context } = testContext({ cwd: tmpdir(), signal: AbortSignal.timeout(100) });
    const stdin = Object.assign(new PassThrough(), { isTTY: false }) as never;
    expect(await run({ ...context, stdin }, ['-'], {})).toBe(exitCode.interrupted);
  });

  it('does not wait for a pipe in which nobody writes by then', async () => {
    const pipe = join(mkdtempSync(join(scratch, 'run-')), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { output } = await call([pipe], { deadline: '100ms' });
    expect(output).toContain('was still being written');
  });

  it.skipIf(!existsSync('/dev/zero'))('takes a device by the name of a build file for no build file', async () => {
    const folder = mkdtempSync(join(scratch, 'run-'));
    symlinkSync('/dev/zero', join(folder, 'Dockerfile'));
    const { context } = testContext({ cwd: folder, signal: AbortSignal.timeout(300) });
    expect(await run(context, ['Dockerfile'], {})).toBe(exitCode.interrupted);
  });

  it('takes a socket for no log', async () => {
    const path = join(mkdtempSync(join(scratch, 'run-')), 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    try {
      await expect(call([path])).rejects.toThrow(/is a socket/);
    } finally {
      server.close();
    }
  });

  it('reads a build file', async () => {
    expect((await call(['Dockerfile'])).output).toContain('scratch-image-has-no-shell');
  });

  it.each([[['missing.log']], [['a', 'b']], [['.']]])('refuses %j', async (words) => {
    await expect(call(words)).rejects.toThrow(UsageError);
  });
});

describe('a file that the kernel makes as it is read', () => {
  it('is read, though it says that it is empty', async () => {
    expect((await call(['/proc/version'])).output).toContain('1 lines read');
  });

  it.skipIf(!canWait)('is read by a process that can be ended, where it never ends', async () => {
    const file = join(scratch, 'build.log');
    symlinkSync('/proc/kmsg', file);
    const { code, output } = await call([file], { deadline: '1' });
    expect(code).toBeLessThan(2);
    expect(output).toContain('still being written');
  });
});

describe('the log that a file is', () => {
  const cwd = mkdtempSync(join(scratch, 'log-at-'));
  writeFileSync(join(cwd, 'build.log'), 'ld: cannot find -lz\n');
  for (const name of ['Dockerfile', 'default.nix', 'Makefile']) writeFileSync(join(cwd, name), 'x\n');
  writeFileSync(join(cwd, 'app'), '\x7fELF\x02');
  const at = (name: string) => logAt(testContext({ cwd }).context, name);

  it('is told with its size and time', async () => {
    expect(await at('build.log')).toEqual({
      path: join(cwd, 'build.log'),
      name: 'build.log',
      bytes: 20,
      writtenMs: statSync(join(cwd, 'build.log')).mtimeMs,
      place: 'here',
    });
  });

  it.each(['Dockerfile', 'default.nix', 'Makefile'])('is none of a build file: %s', async (name) => {
    expect(await at(name)).toBeNull();
  });

  it('is none of what is not stored', async () => {
    expect(await at('/dev/null')).toBeNull();
  });

  it.each([
    ['app', /is a program \(ELF\), not a log/],
    ['.', /is a folder; explain reads one log/],
    ['nowhere', /cannot be read: ENOENT/],
  ])('is refused of what cannot be one: %s', async (name, why) => {
    await expect(at(name)).rejects.toThrow(why);
  });
});
