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
