/** Every machine that somebody kept: replayed, and held against what is known of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { judgeMachine } from '../../src/engine/judge-machine.js';
import type { Facts } from '../../src/facts/facts.js';
import { factsSchema } from '../../src/facts/schema.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import type { Captures } from '../../src/machine/capture.js';
import { parseSnapshot } from '../../src/machine/snapshot.js';
import { interpret } from '../../src/probes/interpret.js';
import { createRedactor, redactCaptures } from '../../src/redact/redact.js';
import { containers } from '../lab/environments/containers.js';
import { host } from '../lab/environments/host.js';
import type { DeepPartial } from '../support/facts.js';
import { expectSame } from '../support/redacted.js';

const folder = join(import.meta.dirname, '../../fixtures/snapshots');
const load = (name: string) => parseSnapshot(readFileSync(join(folder, `${name}.json`), 'utf8'), name);
const GiB = 2 ** 30;

/** Machines that were written down from what their owners reported. */
const reported: Readonly<Record<string, DeepPartial<Facts>>> = {
  'droplet-1gib-nix-multi-user': {
    os: { id: 'ubuntu', libc: 'glibc' },
    memory: { totalBytes: 987_412 * 1024, limitBytes: null, swapBytes: 0, effectiveBytes: 612_300 * 1024 },
    container: { kind: 'none', vm: 'kvm' },
    nix: {
      mode: 'multi-user',
      daemon: { state: 'running' },
      buildUsers: 32,
      features: ['flakes', 'nix-command'],
      trustedUser: true,
      nixpkgs: { source: 'registry' },
    },
    engines: { docker: { daemon: { state: 'running', images: ['alpine:3.20'] }, buildx: { version: '0.16.1' } } },
    toolchain: {
      rustTargets: ['x86_64-unknown-linux-gnu', 'x86_64-unknown-linux-musl'],
      muslGcc: { version: '11.4.0' },
    },
  },
  'droplet-8gib-nix-multi-user': {
    memory: { totalBytes: 8_131_072 * 1024 },
    cpu: { effective: 4 },
    nix: { mode: 'multi-user' },
  },
  'gvisor-container-nix-installers-fail': {
    os: { kernel: '4.4.0' },
    container: { kind: 'gvisor' },
    isolation: { userNamespaces: { canCreate: false } },
    init: { system: 'none' },
    nix: {
      installed: false,
      version: null,
      mode: 'single-user',
      store: { exists: true, writable: true },
      daemon: { state: 'absent' },
    },
    pids: { limit: null, kernelMax: null, threadsMax: null },
    binfmt: { supported: false },
    toolchain: { upx: { version: '4.2.2' } },
  },
  // Read in a real one (runsc of September 2026, `runsc do`), which is not at hand where the tests run.
  'lab-gvisor': {
    os: { kernel: '4.19.0-gvisor', libc: 'glibc' },
    container: { kind: 'gvisor' },
    isolation: { userNamespaces: { inside: false, canCreate: true }, seccomp: 'disabled', procMounted: true },
    pids: { limit: null, kernelMax: 65_536, threadsMax: null },
    engines: { docker: { daemon: { state: 'stopped' } }, podman: { daemon: { state: null } } },
    nix: { version: '2.8.0', mode: 'single-user', daemon: { state: 'absent' } },
    binfmt: { supported: false, emulates: [] },
  },
  'nixos-vm-proxmox-aarch64-emulation': {
    os: { id: 'nixos', libc: 'glibc' },
    container: { kind: 'none', vm: 'qemu' },
    isolation: { uid: 1000 },
    nix: {
      mode: 'multi-user',
      trustedUser: true,
      sandbox: 'true',
      extraPlatforms: ['aarch64-linux', 'i686-linux'],
      nixpkgs: { source: 'NIX_PATH' },
    },
    binfmt: {
      emulates: ['aarch64'],
      handlers: [
        {
          name: 'aarch64-linux',
          arch: 'aarch64',
          interpreter: '/run/binfmt/aarch64-linux',
          flags: '',
          enabled: true,
          interpreterFound: true,
        },
      ],
    },
  },
  'nixos-lxc-privileged-host-qemu': {
    container: { kind: 'lxc', vm: 'none' },
    memory: { limitBytes: 16 * GiB },
    isolation: {
      apparmor: expect.stringContaining('lxc-101') as unknown as string,
      capabilities: expect.arrayContaining(['sys_admin']) as unknown as string[],
    },
    binfmt: { emulates: ['aarch64'], handlers: [] },
  },
  'aarch64-docker-host-x86-64-emulation': {
    os: { arch: 'aarch64' },
    engines: {
      docker: {
        daemon: {
          state: 'running',
          storageDriver: 'overlayfs',
          platforms: ['linux/arm64', 'linux/amd64', 'linux/riscv64'],
        },
      },
    },
    binfmt: {
      emulates: ['x86_64'],
      handlers: [
        {
          name: 'qemu-x86_64',
          arch: 'x86_64',
          interpreter: '/usr/bin/qemu-x86_64',
          flags: 'POCF',
          enabled: true,
          interpreterFound: false,
        },
      ],
    },
  },
  'aarch64-nix-container-x86-64-emulation': {
    container: { kind: 'docker' },
    nix: { mode: 'single-user', store: { writable: true }, nixpkgs: { source: 'channel' }, features: [] },
    binfmt: { handlers: [], emulates: ['x86_64'] },
  },
  'ubuntu-ci-container-nix-daemon-dead': {
    container: { kind: 'docker', vm: 'microsoft' },
    cpu: { online: 4, quota: 2, effective: 2 },
    memory: { limitBytes: 7 * GiB, effectiveBytes: 6.5 * GiB },
    nix: { variant: 'determinate', version: '2.23.1', mode: 'multi-user', daemon: { state: 'refused' } },
  },
  'wsl2-ubuntu-docker-stopped': {
    container: { kind: 'wsl2', vm: 'microsoft' },
    engines: { docker: { daemon: { state: 'stopped', host: 'unix:///var/run/docker.sock' } } },
  },
  'kubernetes-pod-alpine-limits': {
    os: { libc: 'musl' },
    container: { kind: 'kubernetes' },
    cpu: { online: 16, quota: 1.5, effective: 1.5 },
    memory: { limitBytes: 2 * GiB, effectiveBytes: 1.5 * GiB },
    pids: { limit: 1024, current: 40, effective: 984 },
    toolchain: { glibcStatic: null },
  },
  'fedora-selinux-podman-rootless': {
    isolation: { selinux: 'enforcing' },
    pids: { limit: 76_800, current: 800 },
    engines: {
      podman: {
        cli: { version: '5.1.1' },
        daemon: {
          state: 'running',
          rootless: true,
          storageDriver: 'overlay',
          images: ['docker.io/library/alpine:3.20'],
        },
      },
    },
  },
  'debian-office-proxy-docker-denied': {
    engines: { docker: { daemon: { state: 'denied' } } },
    network: {
      proxy: 'http://secret-1:***@host-1:3128',
      endpoints: expect.arrayContaining([
        { name: 'github', url: 'https://github.com/', state: 'timeout', ms: null },
      ]) as never,
    },
    toolchain: { zig: { path: '/home/user-1/.local/bin/zig', version: '0.13.0' } },
  },
};

/** Machines of the lab, read there; what was set must be reported. */
const recorded = [...containers, ...host].filter(({ snapshot }) => snapshot !== undefined);

describe('kept snapshots', () => {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5));

  it('are many, and nobody’s expectations are missing', () => {
    expect(files.length).toBeGreaterThanOrEqual(15);
    const expected = [...Object.keys(reported), ...recorded.map(({ snapshot }) => snapshot)];
    expect(files.filter((file) => !expected.includes(file))).toEqual([]);
  });

  it.each(files)('%s: facts have the declared form, and were redacted', (name) => {
    const { captures, meta } = load(name);
    const facts = interpret(captures);
    expect(Value.Check(factsSchema, facts)).toBe(true);
    expect(JSON.stringify(interpret(captures))).toBe(JSON.stringify(facts));
    expect(meta.redacted).toBe(true);
  });

  it.each(files)('%s: says the same when it is redacted once more', (name) => {
    const { captures } = load(name);
    const redactor = createRedactor(captures);
    const redacted = redactor.captures();
    const [before, after] = [interpret(captures), interpret(redacted)];
    expectSame(before, after, redactor);
    const judged = (facts: Facts, from: Captures) => {
      const { findings, rungs } = judgeMachine(facts, from, defaultPolicy);
      return { findings: findings.map(({ evidence, ...rest }) => rest), rungs };
    };
    expectSame(judged(before, captures), judged(after, redacted), redactor);
    expect(redactCaptures(redacted)).toEqual(redacted);
  });

  it.each(Object.entries(reported))('%s: is what was reported', (name, facts) => {
    expect(interpret(load(name).captures)).toMatchObject(facts);
  });

  it.each(recorded.map((environment) => [environment.snapshot ?? '', environment] as const))(
    '%s: is what was set',
    (name, { facts }) => {
      const found = interpret(load(name).captures);
      const { network, ...expected } = facts;
      expect(found).toMatchObject(expected);
      for (const endpoint of network?.endpoints ?? []) {
        expect(found.network.endpoints).toContainEqual(expect.objectContaining(endpoint));
      }
    },
  );
});
