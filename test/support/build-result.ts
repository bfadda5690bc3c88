import type { BuildResult } from '../../src/build/project/build-result.js';

/** What came of a build: it passed and made nothing, unless specified otherwise. */
export const buildResult = (over: Partial<BuildResult> = {}): BuildResult => ({
  outcome: 'passed',
  reason: '',
  durationMs: 1,
  steps: [],
  programs: [],
  leftOut: [],
  notices: [],
  jobs: 1,
  diagnoses: [],
  unknown: [],
  findings: [],
  logFile: null,
  ...over,
});
