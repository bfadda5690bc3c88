import { expect, it } from 'vitest';
import { walk } from './support.js';

/** A Rust server built by Nix for one architecture, with patterns noted for the day it is distributed. */
const rust = async (machine: string, answers: Record<string, string> = {}) =>
  (await walk({ tree: 'rust-static', machine, answers })).end;
const withNix = 'nixos-vm-proxmox-aarch64-emulation';

it.each([
  ['not yet needed: an ordinary release build', { 'rust-goal': 'same-machine' }, 'no-need', 'opt-level'],
  ['C libraries: splicing by callPackage', { 'rust-c': 'other' }, 'splicing', 'nix-build static.nix'],
  ['Windows: mingw-w64 and msvcrt', { 'rust-goal': 'windows' }, 'windows-nix', '.#x86_64-windows'],
  [
    'build-std: nightly, both lock files',
    { 'rust-goal': 'smaller' },
    'build-std-nix',
    '--pattern nix-build-std --write',
  ],
  ['releases: a matrix of systems', { 'rust-goal': 'matrix' }, 'matrix-nix', '.#aarch64-linux-musl'],
])('%s', async (_, answers, node, command) => {
  const end = await rust(withNix, answers);
  expect(end).toMatchObject({ done: 'remedy', node });
  expect(end?.commands.join('\n')).toContain(command);
});

it('static musl: crane with a toolchain that has the target, where there is no rustup', async () => {
  const end = await rust(withNix);
  expect(end?.node).toBe('crane-musl');
  expect(end?.because).toContain('overrideToolchain');
});

it('the same where rustup has the target already: Cargo alone', async () => {
  const end = await rust('droplet-8gib-nix-multi-user');
  expect(end?.commands[0]).toBe('cargo build --release --target x86_64-unknown-linux-musl');
});

it('the same where only an engine is: Alpine’s own Rust', async () => {
  expect((await rust('fedora-selinux-podman-rootless'))?.node).toBe('in-alpine');
});

it('with none of them: static glibc, and what that means', async () => {
  expect((await rust('lab-no-network'))?.node).toBe('crt-static');
});

it('without Rust and anything that brings it: how to get it', async () => {
  const end = await rust('wsl2-ubuntu-docker-stopped');
  expect(end).toMatchObject({ done: 'elsewhere', node: 'no-rust' });
  expect(end?.commands[0]).toContain('https://sh.rustup.rs');
});

it('C++ where Nix is what works: by its musl set', async () => {
  const end = await rust(withNix, { 'rust-c': 'cxx' });
  expect(end?.commands).toEqual(
    expect.arrayContaining(['musl-wizard recipe pkgs-musl --write', 'nix-build static.nix']),
  );
  expect((await rust('wsl2-ubuntu-docker-stopped', { 'rust-c': 'cxx' }))?.commands).not.toContain(
    'nix-build static.nix',
  );
});
