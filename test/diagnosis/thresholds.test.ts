import { describe, expect, it } from 'vitest';
import { needsByRung, shortOf, thresholds } from '../../src/diagnosis/thresholds.js';
import type { RungId } from '../../src/rungs/registry.js';

describe('thresholds', () => {
  it('are whole numbers with a source each, blocking below warning', () => {
    const { memory, pids, disk, inodes, vfsFactor } = thresholds;
    const all = [memory, pids, disk, inodes].flatMap((group) => Object.entries(group));
    expect(all.length).toBe(14);
    for (const [name, { block, warn, source }] of all) {
      expect(source.length, name).toBeGreaterThan(10);
      expect(block ?? warn, name).toBeDefined();
      for (const figure of [block, warn]) if (figure !== undefined) expect(Number.isInteger(figure), name).toBe(true);
      if (block !== undefined && warn !== undefined) expect(block, name).toBeLessThan(warn);
    }
    expect(vfsFactor).toBeGreaterThan(1);
  });

  it.each([
    [9, 'blocker'],
    [10, 'warning'],
    [19, 'warning'],
    [20, null],
    [null, null],
  ])('%s against 10 and 20 is %s', (figure, short) => {
    expect(shortOf(figure, { block: 10, warn: 20, source: '' })).toBe(short);
  });

  it('counts a factor', () => {
    expect(shortOf(39, { block: 10, source: '' }, 4)).toBe('blocker');
  });

  it('says together what is wanted alike', () => {
    const need: Partial<Record<RungId, string>> = { 'pkgs-musl': '16', zig: '4', 'musl-gcc': '4', 'glibc-static': '4' };
    expect(needsByRung(['pkgs-musl', 'zig', 'musl-gcc', 'glibc-static'], (rung) => need[rung] ?? '')).toBe(
      '16 for pkgs-musl, 4 for zig, musl-gcc and glibc-static',
    );
  });
});
