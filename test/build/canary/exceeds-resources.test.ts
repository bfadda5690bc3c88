import { describe, expect, it } from 'vitest';
import type { CanaryProgram } from '../../../src/build/canary/canary.js';
import { exceedsResources } from '../../../src/build/canary/exceeds-resources.js';
import { canaryProject } from '../../../src/build/canary/program.js';
import type { Facts } from '../../../src/facts/facts.js';
import type { RungOptions } from '../../../src/rungs/options.js';
import type { RungId } from '../../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from '../../support/facts.js';

const MiB = 1024 ** 2;
const why = (rung: RungId, facts: DeepPartial<Facts>, program: CanaryProgram = 'c-hello', options: RungOptions = {}) =>
  exceedsResources(rung, program, canaryProject(program), someFacts(facts), options);

it('lets a canary start where there is enough, and where that is not known', () => {
  expect(why('zig', {})).toBeNull();
  expect(why('zig', { memory: { effectiveBytes: null }, pids: { effective: null } })).toBeNull();
});

describe('what a program takes of glibc-static', () => {
  it.each([
    ['c-hello', 32, 4],
    ['cxx', 128, 5],
    ['rust', 256, 24],
    ['go', 384, 40],
  ] as const)('%s: %i MiB and %i tasks', (program, mebibytes, tasks) => {
    const reason = (memory: number, pids: number) =>
      why('glibc-static', { memory: { effectiveBytes: memory }, pids: { effective: pids } }, program);
    expect(reason(mebibytes * MiB, tasks)).toBeNull();
    expect(reason(mebibytes * MiB - 1, tasks)).not.toBeNull();
    expect(reason(mebibytes * MiB, tasks - 1)).not.toBeNull();
  });

  it('is named, with what there is', () => {
    expect(why('glibc-static', { memory: { effectiveBytes: 100 * MiB } }, 'rust')).toEqual({
      blocked: 'The rust canary needs 256 MiB of memory; 100 MiB is available.',
      findings: ['memory-too-low'],
    });
    expect(why('glibc-static', { pids: { effective: 20 } }, 'go')).toEqual({
      blocked: 'The go canary needs 40 tasks at a time; 20 are available.',
      findings: ['pids-too-low'],
    });
  });
});

it('is blocked by what the diagnosis says of the limits of this machine, with its finding', () => {
  expect(why('pkgs-musl', { memory: { effectiveBytes: 200 * MiB } })).toEqual({
    blocked: expect.stringMatching(/^200 MiB of memory; needed: .*[^.]\.$/),
    findings: ['memory-too-low'],
  });
  expect(why('pkgs-musl', { nix: { nixpkgs: { source: 'none', path: null } } })?.findings).toEqual([
    'nix-nixpkgs-missing',
  ]);
  // Another lack is for the build itself to say.
  expect(why('zig', { toolchain: { zig: null } })).toBeNull();
});

it('holds no limit of this machine against a build that is elsewhere', () => {
  const poor = { memory: { effectiveBytes: 1 }, pids: { effective: 1 } };
  const away = { nixBuilders: 'ssh://big' };
  expect(why('pkgs-musl', poor)).not.toBeNull();
  expect(why('pkgs-musl', poor, 'c-hello', away)).toBeNull();
  // What is missing here to begin with, still is.
  const lacking = { ...poor, nix: { nixpkgs: { source: 'none' as const, path: null } } };
  expect(why('pkgs-musl', lacking, 'c-hello', away)?.findings).toEqual(['nix-nixpkgs-missing']);
});
