import { expect, it } from 'vitest';
import type { Artifact } from '../../src/artifact/artifact.js';
import { withBuild } from '../../src/build/project/with-build.js';
import { canaryResult } from '../support/canary-result.js';

const build = {
  outcome: 'failed',
  reason: 'The step "make" failed with 2.',
  durationMs: 5,
  steps: [],
  programs: [],
  leftOut: [],
  notices: [],
  jobs: 1,
  diagnoses: [],
  unknown: [],
  findings: ['canary-no-scratch-folder'],
  logFile: '/log',
} as const;

it('shows the largest program of a project that was built, not the small one', () => {
  const program = (name: string, sizeBytes: number) => ({
    name,
    savedTo: null,
    artifact: { ...(small.artifact as Artifact), sizeBytes },
    fault: null,
    packed: null,
  });
  const small = canaryResult({ rung: 'zig', outcome: 'passed' });
  const passed = { ...build, outcome: 'passed' as const, programs: [program('a', 10), program('b', 20)] };
  expect(withBuild(small, 'nano', passed).artifact?.sizeBytes).toBe(20);
  expect(withBuild(small, 'nano', build).artifact).toEqual(small.artifact);
});

it('lets the build of the project decide', () => {
  const result = withBuild(canaryResult({ rung: 'zig', outcome: 'passed' }), 'nano', build);
  expect(result).toMatchObject({ rung: 'zig', outcome: 'failed', logFile: '/log', build: { outcome: 'failed' } });
  expect(result.reason).toBe('The small program passed, but nano was not built: The step "make" failed with 2.');
});
