import { expect, it } from 'vitest';
import { compareBasis } from '../../src/engine/check-setup.js';
import { describeChange } from '../../src/engine/describe-change.js';

const GiB = 1024 ** 3;

it('finds what differs among what is known; of what cannot be read it says just that', () => {
  const basis = {
    'os.arch': 'x86_64',
    'memory.limitBytes': null,
    'nix.daemon.state': 'running',
    'disk.tmp.noexec': false,
  };
  const now: Record<string, unknown> = {
    'os.arch': 'x86_64',
    'memory.limitBytes': null,
    'nix.daemon.state': 'absent',
  };
  expect(compareBasis(basis, (path) => now[path])).toEqual({
    changes: [{ path: 'nix.daemon.state', before: 'running', now: 'absent' }],
    unknown: ['disk.tmp.noexec'],
  });
});

it.each([
  ['memory.limitBytes', 8 * GiB, GiB, 'memory limit 8 GiB → 1 GiB'],
  ['memory.limitBytes', null, GiB, 'memory limit none → 1 GiB'],
  ['pids.limit', 512, null, 'task limit 512 → none'],
  ['nix.daemon.state', 'running', 'absent', 'Nix daemon running → absent'],
  ['toolchain.muslGcc.path', '/usr/bin/musl-gcc', null, 'musl-gcc /usr/bin/musl-gcc → gone'],
  ['toolchain.zig.path', null, '/opt/zig', 'zig not there → /opt/zig'],
  ['engines.docker.daemon.state', 'running', 'stopped', 'daemon of docker running → stopped'],
  ['disk.tmp.noexec', false, true, 'noexec on the temporary folder no → yes'],
  ['future.fact', { a: 1 }, '\u001b[2Jx', 'future.fact {"a":1} → x'],
])('%s from %j to %j', (path, before, now, text) => {
  expect(describeChange({ path, before, now })).toBe(text);
});
