import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Need } from './lab.js';
import { program } from './lab.js';

const folder = '/proc/sys/fs/binfmt_misc';
const handler = join(folder, 'qemu-aarch64');
const format = '/usr/lib/binfmt.d/qemu-aarch64.conf';
const lock = join(tmpdir(), 'musl-wizard-binfmt.lock');

/** What it takes to register a handler for aarch64. */
export const binfmtNeeds: readonly Need[] = [
  program('qemu-aarch64-static'),
  {
    name: 'root, and binfmt_misc in the kernel',
    met: () => process.getuid?.() === 0 && readFileSync('/proc/filesystems', 'utf8').includes('binfmt_misc'),
  },
  { name: format, met: () => existsSync(format) },
];

// A run that was killed leaves its lock behind.
const ownerLives = (): boolean => {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * The kernel's table of handlers, for one test at a time: it has one for all. Handlers for aarch64
 * can be put in and taken out until it is released; releasing takes out what is left.
 */
export const takeBinfmt = async () => {
  for (let n = 0; ; n += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (n === 600) throw error;
      if (!ownerLives()) rmSync(lock, { force: true });
      await delay(100);
    }
  }
  const mounted = !existsSync(join(folder, 'register'));
  if (mounted) execFileSync('mount', ['-t', 'binfmt_misc', 'none', folder]);
  const register = () => {
    if (!existsSync(handler)) writeFileSync(join(folder, 'register'), readFileSync(format, 'utf8').trim());
  };
  const unregister = () => {
    if (existsSync(handler)) writeFileSync(handler, '-1');
  };
  const release = () => {
    try {
      unregister();
      // Lazily: somebody may be reading it just now.
      if (mounted) execFileSync('umount', ['--lazy', folder]);
    } finally {
      rmSync(lock);
    }
  };
  return { register, unregister, release };
};
