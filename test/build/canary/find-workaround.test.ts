import { describe, expect, it } from 'vitest';
import type { CanaryOptions } from '../../../src/build/canary/canary.js';
import { findWorkaround } from '../../../src/build/canary/find-workaround.js';
import type { Outcome } from '../../../src/build/result.js';
import type { RungOptions } from '../../../src/rungs/options.js';
import { rungs } from '../../../src/rungs/registry.js';
import { canaryResult } from '../../support/canary-result.js';
import { someFacts } from '../../support/facts.js';

const facts = someFacts({
  engines: { podman: { daemon: { state: 'running' } }, buildah: { daemon: { state: 'absent' } } },
});
const options: CanaryOptions = {
  rungOptions: { nixSettings: { cores: '1' } },
  program: 'c-hello',
  upx: true,
  keep: true,
  timeoutMs: 1000,
  signal: new AbortController().signal,
  onEvent: () => {},
};
const result = (outcome: Outcome) => canaryResult({ rung: 'pkgs-musl', outcome });

describe('the variations of a rung', () => {
  it('changes one thing at a time and keeps what was set', () => {
    for (const { options: varied } of rungs['pkgs-musl'].variations(facts, options.rungOptions)) {
      const { nixSettings = {}, ...others } = varied;
      expect(nixSettings.cores).toBe('1');
      expect(Object.keys(nixSettings).length - 1 + Object.keys(others).length).toBe(1);
    }
  });

  it('gives up the sandbox last', () => {
    expect(rungs['pkgs-musl'].variations(facts, {}).at(-1)).toMatchObject({
      options: { nixSettings: { sandbox: 'false' } },
    });
  });

  it('asks only engines that run', () => {
    const names = rungs.alpine.variations(facts, { engine: 'docker' }).map(({ name }) => name);
    expect(names).toContain('with podman');
    expect(names).not.toContain('with buildah');
    expect(names).not.toContain('with docker');
  });
});

describe('findCure', () => {
  it('stops at the first change that helps and names those that did not', async () => {
    const seen: RungOptions[] = [];
    const workaround = await findWorkaround(
      async (_, __, { rungOptions, upx, keep }) => {
        expect({ upx, keep }).toEqual({ upx: false, keep: false });
        seen.push(rungOptions);
        return result(rungOptions.nixSet === 'pkgsMusl' ? 'passed' : 'failed');
      },
      'pkgs-musl',
      facts,
      options,
    );
    expect(workaround).toMatchObject({
      found: { name: 'with pkgsMusl' },
      tried: ['with one job at a time', 'with pkgsCross.musl64'],
    });
    expect(seen).toHaveLength(3);
  });

  it('tries nothing more once it is cancelled', async () => {
    const controller = new AbortController();
    const run = async () => {
      controller.abort();
      return result('cancelled');
    };
    const workaround = await findWorkaround(run, 'alpine', facts, { ...options, signal: controller.signal });
    expect(workaround).toMatchObject({ found: null });
    expect(workaround.tried).toHaveLength(1);
  });
});
