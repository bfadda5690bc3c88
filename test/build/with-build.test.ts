import { expect, it } from 'vitest';
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

it('lets the build of the project decide', () => {
  const result = withBuild(canaryResult({ rung: 'zig', outcome: 'passed' }), 'nano', build);
  expect(result).toMatchObject({ rung: 'zig', outcome: 'failed', logFile: '/log', build: { outcome: 'failed' } });
  expect(result.reason).toBe('The small program passed, but nano was not built: The step "make" failed with 2.');
});
