import { expect, it } from 'vitest';
import { nodes, walk } from './support.js';

/**
 * A Rust daemon on a small Ubuntu droplet: Nix with several users, buildRustPackage given a musl
 * stdenv. First it was killed at 1 GiB; with 8 GiB the link failed on gnu_get_libc_version@@GLIBC_2.2.5
 * and cannot find -lutil, while the log said --target x86_64-unknown-linux-gnu.
 */
const small = 'droplet-1gib-nix-multi-user';
const grown = 'droplet-8gib-nix-multi-user';

it('reports at 1 GiB that there is too little memory: swap now, and that 8 GiB was enough', async () => {
  const { end } = await walk({ tree: 'slow-or-oom', machine: small, answers: { trouble: 'killed' } });
  expect(end).toMatchObject({ done: 'remedy', node: 'add-swap' });
  expect(end?.because).toContain('598 MiB of memory');
  expect(end?.because).toContain('8 GiB');
});

it('names whom to ask if the user is not root and cannot add swap', async () => {
  const { end } = await walk({
    tree: 'slow-or-oom',
    machine: small,
    supposing: { 'isolation.uid': 1000 },
    answers: { trouble: 'killed' },
  });
  expect(end).toMatchObject({ done: 'elsewhere', node: 'more-memory', message: { to: 'who runs this machine' } });
  expect(end?.message?.text).toContain('available: 598 MiB');
});

it('does not mention memory once the droplet has grown', async () => {
  const { end } = await walk({ tree: 'slow-or-oom', machine: grown, answers: { trouble: 'killed' } });
  expect(end?.node).toBe('resources-fit');
});

it('gets a static binary at 1 GiB anyway: Alpine builds no packages, so nothing is killed', async () => {
  const state = await walk({
    tree: 'choose-setup',
    machine: small,
    tries: { alpine: 'passed' },
  });
  expect(nodes(state)).toContain('alpine-first');
  expect(nodes(state)).not.toContain('try-nix');
  expect(state.end?.setup?.rung).toBe('alpine');
});

it('ends at 8 GiB in the package set, not in one more flag', async () => {
  const { end } = await walk({
    tree: 'musl-link-errors',
    machine: grown,
    answers: { 'link-error': 'glibc-version', language: 'rust', 'rust-builder': 'rust-platform' },
  });
  expect(end).toMatchObject({ done: 'remedy', node: 'rust-platform' });
  expect(end?.because).toContain('--target x86_64-unknown-linux-gnu');
  expect(end?.commands.join('\n')).toContain('nix-build static.nix');
});

it('reports the same for "cannot find -lutil", which only follows from it', async () => {
  const { end } = await walk({
    tree: 'musl-link-errors',
    machine: grown,
    answers: { 'link-error': 'empty-libs', language: 'rust', 'rust-builder': 'rust-platform' },
  });
  expect(end?.node).toBe('rust-platform');
});

it('learns of the cargo attempt why the program crashed on Alpine', async () => {
  const { end } = await walk({
    tree: 'musl-link-errors',
    machine: grown,
    answers: { 'link-error': 'glibc-version', language: 'rust', 'rust-builder': 'cargo' },
  });
  expect(end?.node).toBe('rust-cargo');
  expect(end?.because).toContain('crashes at startup, on Alpine too');
});
