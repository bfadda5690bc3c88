import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnosis/catalogue.js';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { counterfactual } from '../../src/ladder/counterfactual.js';
import { changesByFinding } from '../../src/ladder/fact-changes.js';
import { judgeRung } from '../../src/ladder/judge.js';
import { suppose } from '../../src/ladder/suppose.js';
import type { RungId } from '../../src/rungs/registry.js';
import { type DeepPartial, noEngine, someFacts } from '../support/facts.js';

const MiB = 1024 ** 2;
const user = { isolation: { uid: 1000, capabilities: [] } };

const cases: readonly (readonly [string, RungId, DeepPartial<Facts>, readonly (readonly [string, string])[]])[] = [
  ['ready', 'pkgs-musl', {}, []],
  [
    'a memory limit of a container',
    'pkgs-musl',
    { container: { kind: 'docker' }, memory: { limitBytes: 64 * MiB, effectiveBytes: 60 * MiB } },
    [['memory.limitBytes', 'host']],
  ],
  [
    'a task limit of a pod',
    'glibc-static',
    { container: { kind: 'kubernetes' }, pids: { limit: 8, current: 6, effective: 2 } },
    [['pids.limit', 'host']],
  ],
  ['no Nix', 'pkgs-musl', { nix: { installed: false, store: { exists: false } } }, [['nix.installed', 'you']]],
  [
    'a dead daemon and no nixpkgs',
    'pkgs-musl',
    { ...user, nix: { store: { writable: false }, daemon: { state: 'refused' }, nixpkgs: { source: 'none' } } },
    [
      ['nix.nixpkgs.source', 'you'],
      ['nix.daemon.state', 'root'],
    ],
  ],
  ['no engine at all', 'alpine', { engines: { docker: noEngine() } }, [['engines.docker.daemon.state', 'you']]],
  ['no libc.a', 'glibc-static', { toolchain: { glibcStatic: null } }, [['toolchain.glibcStatic', 'you']]],
  [
    'scratch, home and project noexec',
    'zig',
    { container: { kind: 'docker' }, disk: { tmp: { noexec: true }, home: { noexec: true }, cwd: { noexec: true } } },
    [['disk.tmp.noexec', 'host']],
  ],
  ['nothing can help another kernel', 'zig', { os: { kernel: 'Darwin 24' } }, []],
];

describe('counterfactual', () => {
  for (const [title, rung, overrides, expected] of cases) {
    it(`${title}: ${rung}`, () => {
      const facts = someFacts(overrides);
      const { changes } = counterfactual(facts, {}, rung);
      expect((changes ?? []).map(({ path, who }) => [path, who]).sort()).toEqual(
        [...expected].map((pair) => [...pair]).sort(),
      );
    });
  }

  it('knows no way where there is none', () => {
    expect(counterfactual(someFacts({ os: { kernel: 'Darwin 24' } }), {}, 'zig').changes).toBeNull();
  });

  it('finds its way through many obstacles', () => {
    const facts = someFacts({
      container: { kind: 'docker' },
      isolation: { uid: 1000, capabilities: [], procMounted: false },
      pids: { limit: 8, current: 6, effective: 2 },
      memory: { limitBytes: MiB, effectiveBytes: MiB },
      nix: { store: { writable: false }, daemon: { state: 'refused' }, buildUsers: 0, nixpkgs: { source: 'none' } },
      disk: { tmp: { noexec: true }, home: { noexec: true }, cwd: { noexec: true }, nix: { readOnly: true } },
    });
    expect(
      counterfactual(facts, {}, 'pkgs-musl')
        .changes?.map(({ path }) => path)
        .sort(),
    ).toMatchInlineSnapshot(`
      [
        "disk.nix.readOnly",
        "disk.tmp.noexec",
        "isolation.procMounted",
        "memory.limitBytes",
        "nix.nixpkgs.source",
        "nix.store.writable",
        "pids.limit",
      ]
    `);
  });

  it('names no change that is not needed', () => {
    for (const [, rung, overrides] of cases) {
      const facts = someFacts(overrides);
      const { changes } = counterfactual(facts, {}, rung);
      for (const left of changes ?? []) {
        const others = (changes ?? []).filter((change) => change !== left).map(({ path, to }) => ({ path, value: to }));
        const rest = suppose(facts, others);
        expect(judgeRung(rung, diagnoseFacts(rest, {}), rest).verdict).not.toBe('ready');
      }
    }
  });

  it('has a remedy for all that blocks', () => {
    const blocking = Object.entries(catalogue).filter(([, { severity }]) => severity === 'blocker');
    // Findings of canaries and of projects follow from trying and from files, not from facts that could be otherwise.
    const ids = blocking.map(([id]) => id).filter((id) => !/^(?:canary|project)-/.test(id));
    expect(ids.filter((id) => !Object.hasOwn(changesByFinding, id))).toEqual([]);
  });
});
