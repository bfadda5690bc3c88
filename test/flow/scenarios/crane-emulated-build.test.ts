import { describe, expect, it } from 'vitest';
import { walk } from './support.js';

/** Emulated builds on six kinds of hosts: building works but in a NixOS VM, nextest works nowhere. */
const nixosVm = 'nixos-vm-proxmox-aarch64-emulation';
const nixosLxc = 'nixos-lxc-privileged-host-qemu';
const aarch64Docker = 'aarch64-docker-host-x86-64-emulation';
const aarch64Container = 'aarch64-nix-container-x86-64-emulation';
const toX86 = { 'target-arch': 'x86_64' };

describe('a build for the other architecture', () => {
  it('goes by Docker on an aarch64 host', async () => {
    const { end } = await walk({ tree: 'emulated-build', machine: aarch64Docker, answers: toX86 });
    expect(end).toMatchObject({ done: 'remedy', node: 'by-engine' });
    expect(end?.commands).toContain(
      'docker build --platform linux/amd64 -f Dockerfile.static --target build -t static-build .',
    );
  });
  it('goes by Nix in a container on such a host', async () => {
    const { end } = await walk({ tree: 'emulated-build', machine: aarch64Container, answers: toX86 });
    expect(end).toMatchObject({ done: 'remedy', node: 'by-nix' });
  });
  it('goes by Nix on NixOS in LXC, where no engine is, once the platform is allowed', async () => {
    const lxc = { tree: 'emulated-build', machine: nixosLxc };
    expect((await walk(lxc)).end?.node).toBe('by-nix');
    const refused = await walk({ ...lxc, supposing: { 'nix.extraPlatforms': [] } });
    expect(refused.end?.node).toBe('allow-platform');
  });
  it('does not work in a NixOS VM, which is reported before hours of building', async () => {
    const { end } = await walk({ tree: 'emulated-build', machine: nixosVm });
    expect(end).toMatchObject({ done: 'elsewhere', node: 'symbols-nixos' });
    expect(end?.because).toContain('works on NixOS in LXC and in Docker');
  });
  it('goes by Nix in a container of Ubuntu, once its daemon is started by hand', async () => {
    const machine = 'ubuntu-ci-container-nix-daemon-dead';
    expect((await walk({ tree: 'nix-daemon', machine })).end?.node).toBe('start-by-hand');
    const supposing = {
      'binfmt.emulates': ['aarch64'],
      'nix.extraPlatforms': ['aarch64-linux'],
      'nix.daemon.state': 'running',
    };
    expect((await walk({ tree: 'emulated-build', machine, supposing })).end?.node).toBe('by-nix');
  });
  it('needs no emulation where the machine is of that architecture', async () => {
    expect((await walk({ tree: 'emulated-build', machine: aarch64Docker })).end?.node).toBe('native');
  });
  it('needs 4 GiB', async () => {
    const supposing = { 'memory.effectiveBytes': 2 * 1024 ** 3 };
    const { end } = await walk({ tree: 'emulated-build', machine: aarch64Docker, supposing, answers: toX86 });
    expect(end).toMatchObject({ done: 'elsewhere', node: 'little-memory' });
  });
  it('installs handlers by the container that the document names', async () => {
    const { end } = await walk({
      tree: 'emulated-build',
      machine: aarch64Docker,
      supposing: { 'binfmt.emulates': [] },
      answers: { ...toX86, 'why-emulate': 'tools' },
    });
    expect(end?.commands[0]).toBe('docker run --privileged --rm tonistiigi/binfmt --install all');
  });
});

describe('its failures', () => {
  it.each([nixosVm, nixosLxc, aarch64Docker, aarch64Container])(
    'nextest fails under every emulator, the tests themselves are good: %s',
    async (machine) => {
      const { end } = await walk({ tree: 'emulated-build', machine, answers: { 'emulation-error': 'nextest' } });
      expect(end?.commands).toContain('NEXTEST_DOUBLE_SPAWN=0 cargo nextest run');
    },
  );
  it('symbols.o in a NixOS VM cannot be fixed there, and works elsewhere', async () => {
    const { end } = await walk({
      tree: 'emulated-build',
      machine: nixosVm,
      answers: { 'emulation-error': 'symbols' },
    });
    expect(end).toMatchObject({ done: 'elsewhere', node: 'symbols-nixos' });
  });
});

it('only a program for another architecture, with Nix and without zig: by the matrix of its recipe', async () => {
  const { end } = await walk({
    tree: 'emulated-build',
    machine: 'nixos-lxc-privileged-host-qemu',
    answers: { 'emulation-error': 'none', 'target-arch': 's390x', 'why-emulate': 'program' },
  });
  expect(end?.commands.slice(0, 2)).toEqual([
    'musl-wizard recipe pkgs-musl --pattern nix-matrix --write',
    'nix build -L .#s390x-linux-musl',
  ]);
});
