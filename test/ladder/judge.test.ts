import { describe, expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { judgeAll, judgeRung } from '../../src/ladder/judge.js';
import { recommend } from '../../src/ladder/recommend.js';
import type { VerdictState } from '../../src/ladder/verdict.js';
import type { Captures } from '../../src/machine/capture.js';
import type { RungId } from '../../src/rungs/registry.js';
import { cross, type DeepPartial, noEngine, someFacts } from '../support/facts.js';

const MiB = 1024 ** 2;
const user = { isolation: { uid: 1000, capabilities: [] } };
const offline = { endpoints: someFacts().network.endpoints.map((each) => ({ ...each, state: 'refused' as const })) };
const sudo: Captures = { 'which:sudo': { ok: true, text: '/usr/bin/sudo' } };
const dockerd: Captures = { 'which:dockerd': { ok: true, text: '/usr/bin/dockerd' } };
const stopped = { engines: { docker: { daemon: { state: 'stopped' as const } } } };
const noNix = { nix: { installed: false, store: { exists: false, writable: false } } };

const muslSystem = {
  os: { id: 'alpine', libc: 'musl' as const },
  toolchain: { muslStatic: { path: '/usr/lib/libc.a', version: null }, glibcStatic: null },
};

const cases: readonly (readonly [string, RungId, VerdictState, DeepPartial<Facts>, Captures?])[] = [
  ['no Nix, root', 'pkgs-musl', 'fixable', noNix],
  ['no Nix, a plain user with a network', 'pkgs-musl', 'fixable', { ...noNix, ...user }],
  ['no Nix, a plain user without a network', 'pkgs-musl', 'impossible', { ...noNix, ...user, network: offline }],
  ['no Nix, sudo, no network but packages', 'pkgs-musl', 'fixable', { ...noNix, ...user, network: offline }, sudo],
  [
    'no Nix, a read-only root',
    'pkgs-musl',
    'impossible',
    { ...noNix, network: offline, disk: { root: { readOnly: true } } },
  ],
  ['no nixpkgs', 'pkgs-musl', 'fixable', { nix: { nixpkgs: { source: 'none' } } }],
  ['Nix unknown', 'pkgs-musl', 'unknown', { nix: { installed: null } }],
  [
    'a daemon unknown',
    'pkgs-musl',
    'unknown',
    { ...user, nix: { store: { writable: false }, daemon: { state: 'unknown' } } },
  ],
  ['a daemon unknown, to who can write the store', 'pkgs-musl', 'ready', { nix: { daemon: { state: 'unknown' } } }],
  [
    'no memory',
    'pkgs-musl',
    'impossible',
    { container: { kind: 'docker' }, memory: { effectiveBytes: 64 * MiB, limitBytes: 64 * MiB } },
  ],
  ['Docker stopped, its daemon here', 'alpine', 'fixable', stopped, dockerd],
  ['Docker stopped, a plain user', 'alpine', 'impossible', { ...stopped, ...user }, dockerd],
  [
    'Docker stopped, in a container without rights',
    'alpine',
    'impossible',
    {
      ...stopped,
      container: { kind: 'docker' },
      isolation: { capabilities: [], userNamespaces: { canCreate: false } },
    },
    dockerd,
  ],
  ['no engine, root', 'alpine', 'fixable', { engines: { docker: noEngine() } }],
  [
    'no engine, an unknown distribution',
    'alpine',
    'impossible',
    { os: { id: 'plan9' }, engines: { docker: noEngine() } },
  ],
  ['no image, no registry', 'alpine', 'fixable', { engines: { docker: { daemon: { images: [] } } }, network: offline }],
  [
    'no image, a registry not asked',
    'alpine',
    'unknown',
    { engines: { docker: { daemon: { images: [] } } }, network: { endpoints: [] } },
  ],
  ['no image, a registry', 'alpine', 'ready', { engines: { docker: { daemon: { images: [] } } } }],
  [
    'Docker unknown, Podman works',
    'alpine',
    'ready',
    {
      engines: {
        docker: { daemon: { state: null } },
        podman: { cli: { path: '/usr/bin/podman', version: '5' }, daemon: { state: 'running', images: ['alpine:3'] } },
      },
    },
  ],
  ['all engines unknown', 'alpine', 'unknown', { engines: { docker: { daemon: { state: null } } } }],
  ['compiler and libc.a', 'glibc-static', 'ready', {}],
  ['no libc.a, root', 'glibc-static', 'fixable', { toolchain: { glibcStatic: null } }],
  [
    'no libc.a on a musl system',
    'glibc-static',
    'impossible',
    { os: { id: 'alpine', libc: 'musl' }, toolchain: { glibcStatic: null } },
  ],
  ['a system of musl with compiler and libc.a', 'native-musl', 'ready', muslSystem],
  ['a system of musl without a compiler', 'native-musl', 'fixable', { ...muslSystem, toolchain: { cc: null } }],
  ['a system of musl without libc.a', 'native-musl', 'fixable', { os: muslSystem.os, toolchain: { muslStatic: null } }],
  ['a system of glibc', 'native-musl', 'impossible', {}],
  ['a C library that is not known', 'native-musl', 'unknown', { os: { libc: null }, toolchain: muslSystem.toolchain }],
  ['no musl-gcc on a system of musl', 'musl-gcc', 'impossible', { ...muslSystem, toolchain: { muslGcc: null } }],
  ['a cross compiler', 'musl-cross', 'ready', { toolchain: { muslCross: [cross('x86_64')] } }],
  ['no cross compiler', 'musl-cross', 'impossible', {}],
  ['cross compilers for another machine', 'musl-cross', 'impossible', { toolchain: { muslCross: [cross('aarch64')] } }],
  ['a search path that was not read', 'musl-cross', 'unknown', { toolchain: { muslCross: null } }],
  [
    'musl-gcc by its second name',
    'musl-cross',
    'impossible',
    { toolchain: { muslCross: [{ ...cross('x86_64'), tools: ['gcc'] }] } },
  ],
  ['no compiler, a plain user', 'glibc-static', 'impossible', { ...user, toolchain: { cc: null } }],
  ['scratch noexec, a home that is not', 'glibc-static', 'ready', { disk: { tmp: { noexec: true } } }],
  [
    "scratch noexec, home and project another user's",
    'glibc-static',
    'fixable',
    { disk: { tmp: { noexec: true }, home: { writable: false }, cwd: { writable: false } } },
  ],
  [
    'scratch noexec, and not known whose home and project are',
    'glibc-static',
    'unknown',
    { disk: { tmp: { noexec: true }, home: { writable: null }, cwd: { writable: null } } },
  ],
  [
    'scratch, home and project noexec',
    'glibc-static',
    'fixable',
    { disk: { tmp: { noexec: true }, home: { noexec: true }, cwd: { noexec: true } } },
  ],
  [
    'no zig, and no network at all',
    'zig',
    'impossible',
    { toolchain: { zig: null } },
    { 'file:/proc/net/route': { ok: true, text: 'Iface\tDestination\n' } },
  ],
  ['zig', 'zig', 'ready', {}],
  ['no zig', 'zig', 'fixable', { toolchain: { zig: null } }],
  ['no musl-gcc on openSUSE', 'musl-gcc', 'impossible', { os: { id: 'opensuse-leap' }, toolchain: { muslGcc: null } }],
];

describe('a rung that is for other machines', () => {
  it('comes last, is nothing to fix, and is no option that a problem could block', () => {
    const inside = { container: { kind: 'docker' }, engines: { docker: noEngine() }, os: { id: 'plan9' } } as const;
    const facts = someFacts({ ...inside, memory: { effectiveBytes: MiB } });
    const findings = diagnoseFacts(facts, {});
    const verdicts = judgeAll(findings, facts);
    expect(verdicts.findLast(({ id }) => id !== 'musl-cross')).toEqual({
      id: 'native-musl',
      verdict: 'impossible',
      because: [],
      ruledOut: 'For systems whose own C library is musl, such as Alpine; here it is glibc',
    });
    expect(findings.filter(({ rungs }) => rungs.includes('native-musl'))).toEqual([]);
    expect(findings[0]?.title).not.toContain('native-musl');
    expect(recommend(verdicts, findings, defaultPolicy).reason).toMatch(/^One problem blocks every option: /);
  });
});

describe('judge', () => {
  for (const [title, rung, verdict, overrides, captures = {}] of cases) {
    it(`${title}: ${rung} is ${verdict}`, () => {
      const facts = someFacts(overrides);
      const findings = diagnoseFacts(facts, captures);
      const judged = judgeRung(rung, findings, facts);
      expect(judged).toMatchObject({ id: rung, verdict });
      expect(judged.because.every((id) => findings.some((finding) => finding.id === id))).toBe(true);
    });
  }
});
