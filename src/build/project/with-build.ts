import type { Artifact } from '../../artifact/artifact.js';
import { hintsOf, type MuslHint } from '../../artifact/musl-hints.js';
import type { CanaryResult } from '../result.js';
import type { BuildResult } from './build-result.js';

/**
 * What a rung proved where the project was built after the small program: the build decides, and the file shown is the
 * project's largest program. Pure.
 */
export const withBuild = (small: CanaryResult, name: string, build: BuildResult): CanaryResult => ({
  ...small,
  outcome: build.outcome,
  reason:
    build.outcome === 'passed' ? build.reason : `The small program passed, but ${name} was not built: ${build.reason}`,
  durationMs: small.durationMs + build.durationMs,
  steps: [...small.steps, ...build.steps],
  diagnoses: build.diagnoses,
  artifact: build.outcome === 'passed' ? largestOf(build) : small.artifact,
  findings: [...new Set([...small.findings, ...build.findings])],
  logFile: build.logFile ?? small.logFile,
  build: {
    outcome: build.outcome,
    programs: build.programs.map(({ name: program, artifact }) => ({ name: program, sizeBytes: artifact.sizeBytes })),
    hints: hintsIn(build, small.program === 'rust'),
  },
});

/**
 * What whoever ships the programs of a build should know, each once. Pure.
 * @param rust whether cargo builds them
 */
export const hintsIn = (
  { outcome, programs }: Pick<BuildResult, 'outcome' | 'programs'>,
  rust: boolean,
): MuslHint[] => [...new Set(outcome === 'passed' ? programs.flatMap(({ artifact }) => hintsOf(artifact, rust)) : [])];

const largestOf = ({ programs }: BuildResult): Artifact | null =>
  programs.map(({ artifact }) => artifact).toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0))[0] ?? null;
