import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { canaryBench, logOf } from '../support/canary.js';
import { describeLab, program, works } from '../support/lab.js';
import { labNixpkgs, type OwnNix, ownNix } from '../support/nix.js';
import { cache } from '../support/projects.js';

/** What test/lab/rust-musl.sh makes. */
const rust = join(cache, 'rust-musl');

const needs = [
  program('nix-build'),
  program('musl-gcc'),
  { name: 'the group nixbld', met: () => works('getent', 'group', 'nixbld') },
];

describeLab('pkgs-musl on a real Nix', needs, () => {
  const bench = canaryBench();
  let nix: OwnNix;
  const started: (() => Promise<void>)[] = [];
  beforeAll(() => {
    nix = ownNix();
  });
  afterEach(async () => {
    for (const stop of started.splice(0)) await stop();
  });
  afterAll(() => nix.remove());

  it('builds single-user in a sandbox, after a forecast', async () => {
    const result = await bench.run('pkgs-musl', { env: bench.env(nix.env) });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl', linkage: 'static', machine: 'x86_64' },
      forecast: { builds: 2, heavy: [], fetches: 0, downloadBytes: 0 },
      options: { nixSet: 'pkgsStatic' },
    });
    expect(result.steps.map(({ name }) => name)).toEqual(['forecast pkgsStatic', 'build pkgsStatic', 'run']);
    expect(result.events).toContainEqual({ type: 'progress', done: 2, total: 2, label: 'built' });
    expect(logOf(result)).not.toContain('@nix');
  });

  it('builds again each time, so that the store cannot answer for a compiler that broke', async () => {
    const result = await bench.run('pkgs-musl', { env: bench.env(nix.env) });
    expect(result.forecast?.builds).toBe(1);
  });

  it.each(['pkgsCross.musl64', 'pkgsMusl'] as const)('builds with %s', async (nixSet) => {
    const result = await bench.run('pkgs-musl', { env: bench.env(nix.env), rungOptions: { nixSet } });
    expect(result).toMatchObject({ outcome: 'passed', ran: true, options: { nixSet } });
  });

  it('takes nixpkgs from an option where no path names one', async () => {
    const env = bench.env({ ...nix.env, NIX_PATH: '' });
    const facts = { nix: { nixpkgs: { source: 'none', path: null } } } as const;
    const blocked = await bench.run('pkgs-musl', { env, facts });
    expect(blocked).toMatchObject({ outcome: 'blocked', findings: ['nix-nixpkgs-missing'] });
    const result = await bench.run('pkgs-musl', { env, facts, rungOptions: { nixpkgs: labNixpkgs } });
    expect(result).toMatchObject({ outcome: 'passed', ran: true });
  });

  it.runIf(works('go', 'version'))('builds a Go program with cgo as the recipe would (needs go)', async () => {
    const result = await bench.run('pkgs-musl', { env: bench.env(nix.env), program: 'go' });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl' },
    });
  });

  it.runIf(existsSync(join(rust, '.done')))(
    'builds a Rust program as the recipe would (needs Rust for musl)',
    async () => {
      const env = bench.env({ ...nix.env, NIX_PATH: `${nix.env.NIX_PATH}:lab-rust=${rust}` });
      const rungOptions = { nixSettings: { 'extra-sandbox-paths': rust } };
      const result = await bench.run('pkgs-musl', { env, program: 'rust', rungOptions });
      expect({ ...result, log: logOf(result) }).toMatchObject({
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'musl' },
      });
    },
  );

  it('builds through a daemon', async () => {
    started.push(await nix.startDaemon());
    const result = await bench.run('pkgs-musl', { env: bench.env({ ...nix.env, NIX_REMOTE: 'daemon' }) });
    expect({ ...result, log: logOf(result) }).toMatchObject({ outcome: 'passed', ran: true });
  });
});
