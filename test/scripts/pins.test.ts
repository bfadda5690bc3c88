import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without a declaration
import { agreedPins, pinsIn, supportedUntil, withPins } from '../../scripts/pins.mjs';

const lock = (rev: string, ref = 'nixos-26.11', lastModified = 1796000000) =>
  JSON.stringify({
    nodes: {
      nixpkgs: {
        locked: { owner: 'NixOS', repo: 'nixpkgs', rev, narHash: `sha256-${rev}`, lastModified, type: 'github' },
        original: { owner: 'NixOS', repo: 'nixpkgs', ref, type: 'github' },
      },
      root: { inputs: { nixpkgs: 'nixpkgs' } },
    },
  });
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

describe('pins renewed from public files', () => {
  it('take what two files agree on, the newest of it', () => {
    const { agreed, alone } = agreedPins([
      lock('aaa', 'nixos-26.05', 1780000000),
      lock('aaa', 'nixos-26.05', 1780000000),
      lock('bbb'),
      lock('bbb'),
      lock('ccc', 'nixos-27.05', 1812000000),
      `FROM alpine:3.26@${digest('1')}\n`,
      `FROM docker.io/library/alpine:3.26@${digest('1')} AS build\nADD alpine-minirootfs-3.26.1-x86_64.tar.gz /\n`,
    ]) as { agreed: Record<string, object>; alone: [string, object][] };
    expect(agreed.nixpkgs).toEqual({ branch: 'nixos-26.11', rev: 'bbb', narHash: 'sha256-bbb', taken: '2026-11-30' });
    expect(agreed.alpine).toEqual({ version: '3.26', digest: digest('1') });
    expect(alone.map(([section]) => section).toSorted()).toEqual(['nixpkgs', 'release']);
  });

  it.each([
    ['another owner', lock('aaa').replace('"owner":"NixOS"', '"owner":"evil"')],
    ['a branch that moves', lock('aaa', 'nixos-unstable')],
    ['an image of somebody else', `FROM ghcr.io/dockhippie/alpine:3.26@${digest('1')}`],
  ])('leave out %s', (_, text) => expect(pinsIn(text)).toEqual([]));

  it.each([
    ['nixos-26.05', '2026-12-31'],
    ['nixos-26.11', '2027-06-30'],
    ['3.22', '2027-05-01'],
    ['3.23', '2027-11-01'],
    ['3.24', '2028-05-01'],
  ])('know until when %s is supported', (release, until) => expect(supportedUntil(release)).toBe(until));

  it('change their values alone', () => {
    const yaml = readFileSync(join(import.meta.dirname, '../../flows/pins.yaml'), 'utf8');
    const changed = withPins(yaml, 'alpine', { version: '3.26', taken: '2027-07-01' }) as string;
    const before = load(yaml) as { alpine: object };
    expect(load(changed)).toEqual({ ...before, alpine: { ...before.alpine, version: '3.26', taken: '2027-07-01' } });
    expect(changed.split('\n')).toHaveLength(yaml.split('\n').length);
  });
});
