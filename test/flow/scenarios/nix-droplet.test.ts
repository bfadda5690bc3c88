import { expect, it } from 'vitest';
import { walk } from './support.js';

it.each(['droplet-1gib-nix-multi-user', 'droplet-8gib-nix-multi-user'])(
  '%s, where Nix works, is not told to install it',
  async (name) => {
    const { end } = await walk({ tree: 'install-nix', machine: name });
    expect(end).toMatchObject({
      node: 'nix-there',
      commands: ['musl-wizard canary pkgs-musl', 'musl-wizard flow run nix-daemon'],
    });
    expect(end?.because).toMatch(/^Nix is installed already/);
  },
);

it('root is not told to ask root for a store that is only not there yet', async () => {
  const { end } = await walk({ tree: 'nix-daemon', machine: 'lab-chroot-without-proc' });
  expect(end).toMatchObject({ done: 'remedy', node: 'no-build-users' });
});
