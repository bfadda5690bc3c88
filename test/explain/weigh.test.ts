import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { interpret } from '../../src/probes/interpret.js';

const unknownFacts = interpret({});
const GiB = 1024 ** 3;
const killed = 'collect2: fatal error: ld terminated with signal 9 [Killed]\n';
const withMemory = (limitBytes: number | null, effectiveBytes: number) =>
  explainText(killed, {
    facts: { ...unknownFacts, memory: { ...unknownFacts.memory, limitBytes, effectiveBytes } },
  }).diagnoses[0];

it('a limit of 1 GiB makes a kill a matter of memory, with the figure', () => {
  const found = withMemory(GiB, GiB);
  expect(found?.cause).toBe('oom-killed');
  expect(found?.why).toMatch(/limited to 1(\.0)? GiB/);
  expect(found?.confidence).toBeGreaterThan(0.9);
});

it('with 24 GiB free something else killed it', () => {
  const found = withMemory(null, 24 * GiB);
  expect(found?.why).toMatch(/something else may have killed/);
  expect(found?.confidence).toBeLessThan(0.5);
});

it('unknown facts change nothing', () => {
  expect(explainText(killed, { facts: unknownFacts })).toEqual(explainText(killed));
});

it.each([
  ["cp: error writing '/srv/project/out/a': No space left on device", '/srv/project'],
  ['cp: error writing ‘/home/me/.cache/mw-canary-1/a’: No space left on device', '/home/me'],
  ['error: failed to write /srv/project/x: No space left on device (os error 28)', '/srv/project'],
  ["Error: ENOSPC: no space left on device, write '/nix/var/x'", '/nix'],
  ["OSError: [Errno 28] No space left on device: '/home/me/x'", '/home/me'],
  // Neither the program that says so nor the root folder names the one that is full: the tightest.
  ['/nix/store/0-binutils/bin/ld: final link failed: No space left on device', '/var/lib/docker'],
  ["cp: error writing '/mnt/a': No space left on device", '/var/lib/docker'],
])('of several full disks the one is named whose file could not be written: %s', (line, path) => {
  const at = (label: string, folder: string, free: number) => ({
    [label]: { ...blank, path: folder, freeBytes: free },
  });
  const blank = { freeInodes: null, readOnly: null, writable: null, noexec: null, fsType: null };
  const disk = {
    ...at('root', '/', 400),
    ...at('cwd', '/srv/project', 300),
    ...at('home', '/home/me', 200),
    ...at('nix', '/nix', 100),
    ...at('docker', '/var/lib/docker', 10),
  };
  const found = explainText(`${line}\n`, { facts: { ...unknownFacts, disk } }).diagnoses[0];
  expect(found?.cause).toBe('disk-full');
  expect(found?.why).toContain(` ${path} has `);
  // In a container the paths are the container's own.
  const inContainer = explainText(`${line}\n`, { facts: { ...unknownFacts, disk }, place: 'container' }).diagnoses[0];
  expect(inContainer?.why).toContain(' /var/lib/docker has ');
});
