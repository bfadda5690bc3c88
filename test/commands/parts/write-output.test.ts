/** Outputs that the user names: files are replaced whole, devices and pipes are written to and never replaced. */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { putProgram } from '../../../src/build/project/output.js';
import { outputAt, writeOutput } from '../../../src/commands/parts/write-output.js';
import { run } from '../../../src/commands/snapshot.js';
import { writeWhole } from '../../../src/files/write-whole.js';
import { testContext } from '../../support/context.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const { signal } = new AbortController();
const options = { cwd: folder, mode: 0o600, signal };
const fifo = (name: string): string => {
  spawnSync('mkfifo', [at(name)]);
  return at(name);
};
/** A null device of our own; null where this user may make none. */
const nullDevice = (name: string): string | null =>
  spawnSync('mknod', [at(name), 'c', '1', '3']).status === 0 ? at(name) : null;
/** What comes out of a pipe. */
const drain = (path: string): Promise<string> =>
  new Promise((done) => {
    const child = spawn('cat', [path]);
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.on('close', () => done(text));
  });

describe('an output that the user names', () => {
  it('is distinguished by its type, through links', () => {
    writeFileSync(at('file'), 'old');
    symlinkSync('file', at('link'));
    symlinkSync('/dev/null', at('to-null'));
    symlinkSync('/dev/stdout', at('to-stdout'));
    mkdirSync(at('folder'));
    const kinds = ['file', 'link', 'to-null', 'to-stdout', 'folder', 'none', 'no/such'].map(
      (name) => outputAt(at(name)).kind,
    );
    expect(kinds).toEqual(['regular', 'regular', 'special', 'special', 'folder', 'new', 'new']);
    expect(outputAt('/dev/null').kind).toBe('special');
    expect(outputAt('/proc/self/fd/0').kind).toBe('special');
  });

  it('as a pipe is written to and still a pipe', async () => {
    const path = fifo('pipe');
    const read = drain(path);
    await writeOutput(path, 'through\n', options);
    expect(await read).toBe('through\n');
    expect(lstatSync(path).isFIFO()).toBe(true);
  });

  it('as an open file of this process goes on where it is, and keeps its inode', async () => {
    const file = openSync(at('open'), 'w');
    try {
      const { ino } = statSync(at('open'));
      await writeOutput(`/proc/self/fd/${file}`, 'one', options);
      await writeOutput(`/dev/fd/${file}`, 'two', options);
      expect([readFileSync(at('open'), 'utf8'), statSync(at('open')).ino]).toEqual(['onetwo', ino]);
    } finally {
      closeSync(file);
    }
  });

  it('as a device stays that device, also with --force, and nothing is asked or recommended', async (test) => {
    const device = nullDevice('null');
    if (device === null) return test.skip('needs root, for device nodes');
    for (const force of [false, true]) {
      const { context } = testContext({ cwd: folder, env: process.env });
      expect(await run(context, [], { script: true, output: device, force })).toBe(0);
      expect(lstatSync(device).isCharacterDevice()).toBe(true);
    }
    expect(() => writeWhole(device, 'text')).toThrow(/not a regular file/);
    writeFileSync(at('program'), 'x');
    await expect(putProgram(at('program'), folder, folder, 'null', new AbortController().signal)).rejects.toThrow(
      /cannot be written/,
    );
    expect(lstatSync(device).isCharacterDevice()).toBe(true);
  });

  it('as a folder or a disk is refused, without advice to force it', async (test) => {
    await expect(writeOutput(folder, 'x', options)).rejects.toThrow(/cannot be written/);
    if (spawnSync('mknod', [at('disk'), 'b', '7', '250']).status !== 0)
      return test.skip('needs root, for device nodes');
    const { context } = testContext({ cwd: folder, env: process.env });
    const error = await run(context, [], { script: true, output: 'disk' }).then(
      () => null,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ evidence: ['it is a block device'] });
    expect(JSON.stringify(error)).not.toContain('--force');
    expect(lstatSync(at('disk')).isBlockDevice()).toBe(true);
  });

  it('is private to its user when it is made', async () => {
    await writeOutput(at('private'), 'x', options);
    expect(statSync(at('private')).mode & 0o777).toBe(0o600);
    writeFileSync(at('wide'), 'x', { mode: 0o644 });
    await writeOutput(at('wide'), 'y', options);
    expect(statSync(at('wide')).mode & 0o777).toBe(0o600);
  });

  it('as a pipe that nobody reads can be interrupted', async () => {
    const controller = new AbortController();
    const writing = writeOutput(fifo('deaf'), 'x', { cwd: folder, mode: 0o600, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('interrupted')), 50);
    await expect(writing).rejects.toThrow('interrupted');
  });

  it.each([
    ['a file elsewhere', (link: string) => symlinkSync(at('elsewhere'), link)],
    ['what is not there yet', (link: string) => symlinkSync(at('not-there'), link)],
    ['a device', (link: string) => symlinkSync('/dev/null', link)],
    ['a file in the project', (link: string) => symlinkSync('own', link)],
  ])('is not written through a link of a project to %s', async (_, plant) => {
    const cwd = mkdtempSync(join(folder, 'project-'));
    writeFileSync(at('elsewhere'), 'old');
    plant(join(cwd, 'out.json'));
    const { context } = testContext({ cwd, env: process.env });
    for (const force of [false, true])
      await expect(run(context, [], { script: true, output: 'out.json', force })).rejects.toThrow(/is a symbolic link/);
    await expect(writeOutput(join(cwd, 'out.json'), 'new', { ...options, cwd })).rejects.toThrow(/is a symbolic link/);
    expect(readFileSync(at('elsewhere'), 'utf8')).toBe('old');
    expect([lstatSync(join(cwd, 'out.json')).isSymbolicLink(), existsSync(at('not-there'))]).toEqual([true, false]);
  });

  it('is not written through a folder of a project that is a link', async () => {
    const cwd = mkdtempSync(join(folder, 'project-'));
    symlinkSync(mkdtempSync(join(folder, 'other-')), join(cwd, 'logs'));
    const writing = writeOutput(join(cwd, 'logs/out.json'), 'new', { ...options, cwd });
    await expect(writing).rejects.toThrow(/is a symbolic link/);
    expect(existsSync(join(cwd, 'logs/out.json'))).toBe(false);
  });

  it("is written through a link that is the user's own: outside the project, or above a home folder", async () => {
    const cwd = mkdtempSync(join(folder, 'project-'));
    symlinkSync(at('through'), at('own-link'));
    await writeOutput(at('own-link'), 'one', { ...options, cwd });
    expect(readFileSync(at('through'), 'utf8')).toBe('one');
    await writeOutput(at('own-link'), 'two', { ...options, cwd: '/' });
    expect(readFileSync(at('through'), 'utf8')).toBe('two');
  });
});
