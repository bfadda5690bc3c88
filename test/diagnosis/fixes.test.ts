import { describe, expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Fix } from '../../src/diagnosis/finding.js';
import type { Facts } from '../../src/facts/facts.js';
import type { Captures } from '../../src/machine/capture.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

const noUpx = { toolchain: { upx: null } };
const fixesOf = (overrides: DeepPartial<Facts>, id: string, captures: Captures = {}): readonly Fix[] =>
  diagnoseFacts(someFacts(overrides), captures).find((finding) => finding.id === id)?.fixes ?? [];

describe('fixes', () => {
  it.each([
    ['debian', 'apt-get install -y --no-install-recommends upx-ucl'],
    ['ubuntu', 'apt-get install -y --no-install-recommends upx-ucl'],
    ['fedora', 'dnf install -y upx'],
    ['alpine', 'apk add upx'],
    ['arch', 'pacman -S --needed --noconfirm upx'],
    ['opensuse-leap', 'zypper --non-interactive install upx'],
  ])('%s installs with its own package manager', (id, command) => {
    const [fix] = fixesOf({ os: { id }, ...noUpx }, 'toolchain-upx-missing');
    expect(fix?.commands.at(-1)).toBe(command);
    expect(fix?.undo).toContain('upx');
  });

  it('offers no command of another distribution', () => {
    expect(fixesOf({ os: { id: 'nixos' }, ...noUpx }, 'toolchain-upx-missing')).toEqual([]);
  });

  it.each<[string, DeepPartial<Facts>, Captures, Fix['who'], boolean]>([
    ['root', {}, {}, 'you', true],
    [
      'a user with sudo',
      { isolation: { uid: 1000 } },
      { 'which:sudo': { ok: true, text: '/usr/bin/sudo' } },
      'you',
      true,
    ],
    ['a user without', { isolation: { uid: 1000 } }, {}, 'root', false],
    ['nobody', { isolation: { uid: 65534 } }, { 'which:sudo': { ok: true, text: '/usr/bin/sudo' } }, 'root', false],
    [
      'a user whose sudo cannot work',
      { isolation: { uid: 1000, noNewPrivs: true } },
      { 'which:sudo': { ok: true, text: '/usr/bin/sudo' } },
      'root',
      false,
    ],
  ])('%s', (_, overrides, captures, who, runnable) => {
    const [fix] = fixesOf({ ...overrides, ...noUpx }, 'toolchain-upx-missing', captures);
    expect(fix).toMatchObject({ needsRoot: true, who, runnable });
  });

  it.each([
    { uid: 1000, system: 'systemd', fetching: ['Install nix-portable into', 'Install Nix with its official'] },
    { uid: 1000, system: 'none', fetching: ['Install nix-portable into', 'Install Nix for this user only'] },
    { uid: 0, system: 'systemd', fetching: ['Install Nix with its official'] },
    { uid: 0, system: 'none', fetching: [] },
  ] as const)('do not run what they fetch from the network: uid $uid, init $system', ({ uid, system, fetching }) => {
    const sudo: Captures = {
      'which:sudo': { ok: true, text: '/usr/bin/sudo' },
      'run:id': { code: 0, stdout: '(sudo)', stderr: '' },
    };
    const overrides = { nix: { installed: false, store: { exists: false } }, isolation: { uid }, init: { system } };
    const fixes = fixesOf(overrides as DeepPartial<Facts>, 'nix-absent', sudo).filter(({ commands }) =>
      commands.some((command) => command.startsWith('curl ')),
    );
    expect(fixes.map(({ title, runnable }) => [title, runnable])).toEqual(
      fetching.map((title) => [expect.stringContaining(title), false]),
    );
  });

  it('do not end the shell that they are pasted into', () => {
    const stopped = {
      engines: { docker: { daemon: { state: 'stopped' } } },
      nix: { store: { writable: false }, daemon: { state: 'refused' } },
    };
    const bare = { init: { system: 'none' }, isolation: { uid: 0 } } as const;
    const captures: Captures = { 'which:dockerd': { ok: true, text: '/usr/sbin/dockerd' } };
    const commands = diagnoseFacts(someFacts({ ...stopped, ...bare } as DeepPartial<Facts>), captures)
      .flatMap(({ fixes }) => fixes.flatMap((fix) => fix.commands))
      .filter((command) => /\bexit\b/.test(command));
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) expect(command).toMatch(/^\(.*\)$/);
  });

  it('start no daemon where the client asks another one', () => {
    const stopped = { engines: { docker: { daemon: { state: 'stopped' } } } } as const;
    const ids = (host: string) =>
      fixesOf(stopped, 'engines-docker-stopped', {
        'which:dockerd': { ok: true, text: '/usr/sbin/dockerd' },
        'env:DOCKER_HOST': { ok: true, text: host },
      }).map(({ commands }) => commands.join());
    expect(ids('unix:///run/user/1000/docker.sock')).toEqual(['unset DOCKER_HOST DOCKER_CONTEXT']);
    expect(ids('unix:///var/run/docker.sock').join()).toContain('start docker');
  });

  it('come narrowest first', () => {
    const user = { isolation: { uid: 1000, capabilities: [] } };
    const titles = fixesOf(
      { ...user, nix: { trustedUser: false, store: { writable: false } } },
      'nix-user-untrusted',
    ).map(({ title }) => title);
    expect(titles[0]).toContain('caches');
    expect(titles[1]).toContain('make this user trusted');
    const knob: Captures = { 'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns': { ok: true, text: '1\n' } };
    const apparmor = fixesOf(
      { isolation: { capabilities: [], userNamespaces: { canCreate: false } } },
      'isolation-apparmor-userns',
      knob,
    );
    expect(apparmor.map(({ title }) => title)).toEqual([
      'Allow one program, with its own profile',
      'Allow every program',
    ]);
  });

  it('quote what comes from the machine', () => {
    const path = "/tmp/$(touch x)'; reboot #";
    const fixes = fixesOf({ disk: { tmp: { path, readOnly: true } } }, 'disk-read-only');
    const commands = fixes.flatMap((fix) => fix.commands);
    expect(commands).toContain(`mount -o remount,rw '/tmp/$(touch x)'\\''; reboot #'`);
  });

  it('offer another scratch folder where scratch files are in the way, and nowhere else', () => {
    const titles = (disk: DeepPartial<Facts['disk']>, id: string) => fixesOf({ disk }, id).map(({ title }) => title);
    const roomy = { freeBytes: 1e12, freeInodes: 1e9, readOnly: false, writable: true, noexec: false };
    const other = expect.stringMatching(/^Use .* for scratch files$/);
    for (const [id, fault] of [
      ['disk-read-only', { readOnly: true }],
      ['disk-noexec', { noexec: true }],
    ] as const) {
      expect(titles({ tmp: { ...roomy, path: '/tmp', ...fault } }, id)).toContainEqual(other);
      expect(titles({ nix: { ...roomy, path: '/nix', ...fault } }, id)).not.toContainEqual(other);
    }
  });

  it('that can be run hold no name to fill in', () => {
    const hints = /(?<![$\w])[A-Z]{4,}(?!\w*=)/;
    const machines: DeepPartial<Facts>[] = [
      { nix: { installed: false, store: { exists: false } } },
      { engines: { docker: { daemon: { state: 'stopped' } } } },
      { nix: { buildUsers: 0, nixpkgs: { source: 'none' }, features: [] } },
      { container: { kind: 'docker' }, pids: { effective: 2, limit: 5 }, memory: { effectiveBytes: 1 } },
      { toolchain: { cc: null, upx: null, zig: null, muslGcc: null } },
    ];
    for (const overrides of machines) {
      const fixes = diagnoseFacts(someFacts(overrides), {}).flatMap((finding) => finding.fixes);
      for (const { commands } of fixes.filter((fix) => fix.runnable)) {
        expect(commands.join('\n').replaceAll('TasksMax', '')).not.toMatch(hints);
      }
    }
  });
});
