import type { BuildResult } from '../build/project/build-result.js';
import { defaultPolicy } from '../ladder/default-policy.js';
import { readyAfter } from '../ladder/order.js';
import type { ChosenProject } from '../project/project.js';
import type { RungId } from '../rungs/rung-id.js';
import type { Examination } from './examination.js';

/** The rung to build a project by after one by which it was not built; null where none is ready that may do better. Pure. */
export const nextRung = (
  project: Pick<ChosenProject, 'build' | 'languages'>,
  rung: RungId,
  result: Pick<BuildResult, 'outcome' | 'diagnoses'>,
  examination: Pick<Examination, 'rungs' | 'findings'>,
): RungId | null =>
  result.outcome === 'passed' || result.outcome === 'cancelled'
    ? null
    : readyAfter(rung, defaultPolicy, examination.rungs, unfitFor(project, result, examination));

/** Causes by which it is no compiler that this machine lacks: every rung that builds by its own tools wants it. */
const lacksTool = /^(?:make|cmake|meson|ninja|autotools|go|rust-toolchain|python|build-tool|program)-missing$/;

/** What musl has not, it has by no rung. */
const ofGlibcAlone = 'glibc-extension-in-source';

/** The rungs that cannot build this project either. Nix and Alpine bring their tools along. */
const unfitFor = (
  { build, languages }: Pick<ChosenProject, 'build' | 'languages'>,
  { diagnoses }: Pick<BuildResult, 'diagnoses'>,
  { findings }: Pick<Examination, 'findings'>,
): readonly RungId[] => {
  if (diagnoses.some(({ cause, root }) => root && lacksTool.test(cause))) return ['zig', 'musl-gcc', 'glibc-static'];
  if (diagnoses.some(({ cause, root }) => root && cause === ofGlibcAlone)) {
    return ['pkgs-musl', 'alpine', 'zig', 'musl-gcc'];
  }
  // zig and musl-gcc bring no standard library of Rust's, and musl-gcc none of C++'s.
  const noStd = findings.some(({ id }) => id === 'toolchain-rust-target-missing');
  if (build.system === 'cargo' && noStd) return ['zig', 'musl-gcc'];
  return languages.includes('cxx') ? ['musl-gcc'] : [];
};
