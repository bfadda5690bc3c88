import { expect, it } from 'vitest';
import { engineDiskLabel, engineIsElsewhere } from '../../src/facts/engine-in-use.js';
import type { Facts } from '../../src/facts/facts.js';
import { noEngine, someFacts } from '../support/facts.js';

const running = (remote: boolean | null, rootless: boolean | null = null) =>
  ({ cli: { path: '/usr/bin/x', version: '1' }, daemon: { state: 'running', remote, rootless } }) as const;
const facts = (kind: Facts['container']['kind'], engines: object) =>
  someFacts({
    container: { kind },
    engines: { docker: noEngine(), podman: noEngine(), buildah: noEngine(), ...engines },
  });

it.each([
  ['on a machine', 'none', false],
  ['in WSL 2, which is one', 'wsl2', false],
  ['where it is not known what this is', null, false],
  ['in a container, by the socket of the host', 'docker', true],
  ['in a pod', 'kubernetes', true],
] as const)('Docker builds elsewhere %s: %s, %s', (_, kind, elsewhere) => {
  const docker = facts(kind, { docker: running(false) });
  expect(engineIsElsewhere(docker)).toBe(elsewhere);
  expect(engineDiskLabel(docker)).toBe(elsewhere ? null : 'docker');
});

it('an engine builds elsewhere where its endpoint is, and one without a daemon where it is run', () => {
  expect(engineIsElsewhere(facts('none', { docker: running(true) }))).toBe(true);
  expect(engineIsElsewhere(facts('none', { docker: running(null) }))).toBe(false);
  expect(engineIsElsewhere(facts('docker', { podman: running(false) }))).toBe(false);
  expect(engineIsElsewhere(facts('docker', {}))).toBe(false);
});

it.each([
  [true, 'home'],
  [false, 'root'],
  [null, 'root'],
] as const)('Podman without root (%s) keeps its images on the disk of %s', (rootless, label) => {
  expect(engineDiskLabel(facts('none', { podman: running(false, rootless) }))).toBe(label);
  expect(engineDiskLabel(facts('none', {}))).toBeNull();
});
