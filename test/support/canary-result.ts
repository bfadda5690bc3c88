import type { Artifact } from '../../src/artifact/artifact.js';
import type { CanaryResult } from '../../src/build/result.js';

/** A static program of glibc, with what a test cares for. */
export const artifact = (over: Partial<Artifact> = {}): Artifact => ({
  path: '/tmp/scratch/hello',
  format: 'elf',
  kind: null,
  class: 64,
  machine: 'x86_64',
  endian: 'little',
  type: 'exec',
  linkage: 'static',
  interpreter: null,
  needed: [],
  libc: 'glibc',
  libcEvidence: ['marker'],
  glibcMinimum: null,
  packer: null,
  stripped: true,
  debugInfo: false,
  buildId: null,
  runtimeNeeds: [],
  glibcDifferences: null,
  sizeBytes: 802_816,
  error: null,
  ...over,
});

/** What a canary of glibc-static came to: it passed and nothing is said of it, unless specified otherwise. */
export const canaryResult = (over: Partial<CanaryResult> = {}): CanaryResult => ({
  rung: 'glibc-static',
  outcome: 'passed',
  durationMs: 1,
  steps: [],
  artifact: null,
  ran: null,
  diagnoses: [],
  findings: [],
  logFile: null,
  reason: '',
  packed: null,
  ...over,
});
