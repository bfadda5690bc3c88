import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFile } from '../../src/files/kernel-lock.js';
import { works } from '../support/lab.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const state = () => {
  const lock = lockFile(path);
  if (typeof lock === 'string') return lock;
  lock.release();
  return 'taken';
};

describe('a lock', () => {
  it('is held until it is released, also against this process', () => {
    const lock = lockFile(path);
    expect(typeof lock).toBe('object');
    expect(state()).toBe('held');
    if (typeof lock === 'object') lock.release();
    expect(state()).toBe('taken');
  });

  it('is not handed on to children: it ends with this process alone', async () => {
    const lock = lockFile(path);
    // Outlives the release, as a daemon of a fix outlives musl-wizard.
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    if (typeof lock === 'object') lock.release();
    expect(state()).toBe('taken');
    child.kill();
  });

  it.runIf(process.getuid?.() === 0 && works('unshare', '--pid', '--fork', '--mount-proc', 'true'))(
    'is seen in another PID namespace, where the owner’s number means nothing (needs root, unshare)',
    () => {
      const locked = (shell: string) =>
        spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'flock', '-n', path, 'sh', '-c', shell]).status;
      const lock = lockFile(path);
      expect(locked('exit 7')).toBe(1);
      if (typeof lock === 'object') lock.release();
      expect(locked('exit 7')).toBe(7);
    },
  );

  describe.each([
    ['flock', 'flock', 'flock --version'],
    ['perl', 'perl', 'perl --version'],
    ['python3', 'python3', 'python3 --version'],
    // Debian's BusyBox has no flock; Alpine's has.
    ['busybox', 'flock', 'busybox --list | grep -qx flock'],
  ])('by %s', (tool, name, isThere) => {
    const path0 = process.env.PATH;
    afterEach(() => {
      process.env.PATH = path0;
    });
    it.runIf(works('/bin/sh', '-c', isThere))(`is taken and seen (needs ${tool})`, () => {
      const found = spawnSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      // In the place of the others, which are on the path too: programs that say nothing of a lock.
      for (const each of ['flock', 'perl', 'python3']) {
        if (each !== name) writeFileSync(join(bin, each), '#!/bin/sh\nexit 2\n', { mode: 0o755 });
      }
      if (tool === 'busybox') symlinkSync(found, join(bin, name));
      else writeFileSync(join(bin, name), `#!/bin/sh\nexec ${found} "$@"\n`, { mode: 0o755 });
      process.env.PATH = `${bin}:/usr/bin:/bin`;
      const lock = lockFile(path);
      expect(typeof lock).toBe('object');
      expect(state()).toBe('held');
      if (typeof lock === 'object') lock.release();
    });
  });

  it('is unknown where no tool can ask for it', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const each of ['flock', 'perl', 'python3']) {
      writeFileSync(join(bin, each), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    }
    const before = process.env.PATH;
    process.env.PATH = bin;
    expect(state()).toBe('unknown');
    process.env.PATH = before;
  });

  it('is not taken on what is no regular file, nor through a link', () => {
    spawnSync('mkfifo', [path]);
    expect(() => lockFile(path)).toThrow(/not a regular file/);
    symlinkSync('/etc/passwd', join(folder, 'link'));
    expect(() => lockFile(join(folder, 'link'))).toThrow(/ELOOP/);
  });
});
