/** Scenarios of the trees, walked once more by the program as it is shipped. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Scenario, snapshotFile, walk } from '../flow/scenarios/support.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const quilt = { 'link-error': 'glibc-version', language: 'rust', 'rust-builder': 'rust-platform' };

it.each<[string, Scenario & { readonly answers: object }]>([
  ['quilt', { tree: 'musl-link-errors', machine: 'droplet-8gib-nix-multi-user', answers: quilt }],
  [
    'the sandbox',
    {
      tree: 'install-nix',
      machine: 'gvisor-container-nix-installers-fail',
      answers: { 'installer-error': 'none' },
    },
  ],
  [
    'the NixOS VM',
    { tree: 'emulated-build', machine: 'nixos-vm-proxmox-aarch64-emulation', answers: { 'target-arch': 'aarch64' } },
  ],
])('flow run ends as the scenario: %s', async (_, scenario) => {
  const { end } = await walk(scenario);
  const answers = Object.entries(scenario.answers).flatMap((pair) => ['--answer', pair.join('=')]);
  const words = [
    'flow',
    'run',
    scenario.tree,
    '--on',
    `snapshot:${snapshotFile(scenario.machine)}`,
    ...answers,
    '--json',
  ];
  const { stdout, status } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8', timeout: 300_000 });
  expect(JSON.parse(stdout).end).toEqual(end);
  expect(status).toBe(end?.done === 'elsewhere' ? 1 : 0);
});

it('flow run chooses for the sandbox what is left to be proven there', () => {
  const on = `snapshot:${snapshotFile('gvisor-container-nix-installers-fail')}`;
  const words = ['flow', 'run', 'choose-setup', '--on', on, '--answer', 'upx=yes', '--json'];
  const { stdout } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8', timeout: 300_000 });
  expect(JSON.parse(stdout).end).toMatchObject({ done: 'remedy', node: 'musl-gcc-unproven' });
});
