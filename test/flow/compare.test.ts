import { expect, it } from 'vitest';
import { bestWay, judgeWays, tableOf } from '../../src/flow/compare.js';
import { fillCommand } from '../../src/flow/template.js';
import { someFacts } from '../support/facts.js';
import { seen } from './support.js';

const node = {
  compare: 'Ways',
  to: { service: 'a', folder: 'b', other: 'c', none: 'd' },
  ways: {
    service: {
      title: 'a service',
      needs: [
        {
          if: {
            any: [
              { fact: 'isolation.uid', is: 0 },
              { answer: 'sudo', is: 'yes' },
            ],
          },
          else: 'uid {{isolation.uid}}',
        },
        { if: { fact: 'init.system', is: 'systemd' }, else: 'no systemd', step: 'Start it by hand.' },
      ],
    },
    folder: {
      title: 'a folder',
      needs: [
        { if: { fact: 'isolation.userNamespaces.canCreate', is: true }, else: 'no namespaces', step: 'Use proot.' },
      ],
    },
    other: { title: 'another', needs: [{ if: { fact: 'os.id', is: 'nixos' }, else: 'not {{os.id}}' }] },
  },
} as const;

const machine = (uid: number, canCreate: boolean | null) =>
  seen({ isolation: { uid, userNamespaces: { canCreate } }, init: { system: 'none' }, os: { id: 'debian' } });
const fits = (...[where, answers]: [ReturnType<typeof machine>, Record<string, string>?]) =>
  judgeWays(node, where, answers ?? {}).map(({ id, fit }) => `${id} ${fit}`);

it('shows for each way whether it works, works after one step, may work or cannot', () => {
  expect(fits(machine(0, true))).toEqual(['service step', 'folder works', 'other cannot']);
  expect(fits(machine(1000, null))).toEqual(['service cannot', 'folder unknown', 'other cannot']);
  expect(fits(machine(1000, null), { sudo: 'yes' })).toEqual(['service step', 'folder unknown', 'other cannot']);
});

it('takes the first that works, then one that may, then one after a step, or the one that is preferred', () => {
  const best = (where: ReturnType<typeof machine>, preferred?: string) =>
    bestWay(judgeWays(node, where, {}), preferred)?.id ?? null;
  expect(best(machine(0, true))).toBe('folder');
  expect(best(machine(0, null))).toBe('folder');
  expect(best(machine(0, false))).toBe('service');
  expect(best(machine(0, true), 'service')).toBe('service');
  expect(best(machine(0, true), 'other')).toBe('folder');
});

it('says which fact decides', () => {
  const ways = judgeWays(node, machine(1000, true), {});
  expect(tableOf('Ways', ways, ways[1] ?? null)).toBe(
    [
      'Ways',
      '  a service  cannot          uid 1000',
      '→ a folder   works here',
      '  another    cannot          not debian',
    ].join('\n'),
  );
});

it('puts an architecture of the table into a command, and nothing else that a machine says', () => {
  const on = (arch: string, answers = {}) =>
    fillCommand('x {{arch}} {{arch|rust}} {{arch|oci}} {{os.kernel}}', someFacts({ os: { arch } }), answers);
  expect(on('aarch64')).toBe('x aarch64 aarch64-unknown-linux-musl linux/arm64 {{os.kernel}}');
  expect(on('x86_64', { 'target-arch': 'armv7l' })).toBe(
    'x armv7l armv7-unknown-linux-musleabihf linux/arm/v7 {{os.kernel}}',
  );
  const zig = (path: string) =>
    fillCommand('{{zig}} cc', someFacts({ toolchain: { zig: { path, version: '0.13' } } }), {});
  expect(zig('/usr/bin/zig')).toBe('zig cc');
  expect(zig('/usr/bin/x -m ziglang')).toBe('python3 -m ziglang cc');
  expect(on('$(touch pwned)')).toBe('x ARCH ARCH-unknown-linux-musl linux/ARCH {{os.kernel}}');
});
