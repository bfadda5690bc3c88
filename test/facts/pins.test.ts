import { describe, expect, it } from 'vitest';
import { agedPins, pins } from '../../src/facts/pins.js';

describe('a pin out of support', () => {
  const recipe = `url = "https://github.com/NixOS/nixpkgs/archive/${pins.nixpkgs.rev}.tar.gz"`;
  const last = pins.nixpkgs.supportedUntil;
  const nextDay = new Date(Date.parse(last) + 24 * 3600 * 1000).toISOString().slice(0, 10);

  it('is said from the day after its last one', () => {
    expect(agedPins(recipe, last)).toEqual([]);
    expect(agedPins(recipe, nextDay)).toEqual([
      expect.stringContaining(`${pins.nixpkgs.branch} has been out of support`),
    ]);
  });

  it('is said only where a text names it', () => {
    expect(agedPins('FROM alpine', '2099-01-01')).toEqual([]);
    expect(agedPins(`FROM alpine@${pins.alpine.digest}`, '2099-01-01')).toHaveLength(1);
  });

  it('is pinned in full', () => {
    expect(pins.nixpkgs.rev).toMatch(/^[0-9a-f]{40}$/);
    expect(pins.nixpkgs.narHash).toMatch(/^sha256-[A-Za-z0-9+/]{43}=$/);
    expect(pins.alpine.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(pins.alpine.release.startsWith(`${pins.alpine.version}.`)).toBe(true);
    for (const { taken, supportedUntil } of [pins.nixpkgs, pins.alpine])
      expect(Date.parse(taken)).toBeLessThan(Date.parse(supportedUntil));
  });
});
