import type { BuildResult } from '../build/project/build-result.js';
import type { Facts } from '../facts/facts.js';
import { defaultPolicy } from '../ladder/default-policy.js';
import { readyAfter } from '../ladder/order.js';
import type { ChosenProject } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import { type RungId, rungIds, rungsBuilding, rungsThat } from '../rungs/registry.js';
import type { Examination } from './examination.js';

/**
 * The rung to build a project by after one by which it was not built: none by which it failed before as it is, and none
 * that lacks the same or has no compiler for the architecture that is asked for. Null where none is left. Pure.
 */
export const nextRung = (
  project: Pick<ChosenProject, 'build' | 'languages'>,
  rung: RungId,
  result: Pick<BuildResult, 'outcome' | 'diagnoses'>,
  examination: Pick<Examination, 'rungs' | 'findings' | 'facts'>,
  options: RungOptions = {},
): RungId | null =>
  result.outcome === 'passed' || result.outcome === 'cancelled'
    ? null
    : readyAfter(rung, defaultPolicy, examination.rungs, [
        ...unfitFor(project, result, examination),
        ...lackingArch(examination.facts, options),
        ...examination.rungs.filter(({ failed }) => failed !== undefined).map(({ id }) => id),
      ]);

/** The rungs that build by tools of this machine, and have none for the architecture. */
const lackingArch = (facts: Facts, options: RungOptions): readonly RungId[] =>
  rungsThat(({ builds }) => {
    const { arch } = options;
    return arch !== undefined && builds.where === 'here' && 'blocked' in builds.find(facts, arch, options);
  });

/** Causes by which it is no compiler that this machine lacks: every rung that builds with its own tools needs it. */
const lacksTool =
  /^(?:make|cmake|meson|ninja|autotools|go|rust-toolchain|haskell|ocaml|nim|crystal|dlang|pascal|python|build-tool|program)-missing$/;

/** No rung makes a program of a library. */
const ofNoProgram = 'project-only-libraries';

/** What musl has not, it has by no rung. */
const ofGlibcAlone = 'glibc-extension-in-source';

/** The rungs that cannot build this project either. Nix and Alpine bring their tools along. */
export const unfitFor = (
  { build, languages }: Pick<ChosenProject, 'build' | 'languages'>,
  { diagnoses }: Pick<BuildResult, 'diagnoses'>,
  { findings }: Pick<Examination, 'findings'>,
): readonly RungId[] => {
  const fails = (holds: (cause: string) => boolean) => diagnoses.some(({ cause, root }) => root && holds(cause));
  if (fails((cause) => cause === ofNoProgram)) return rungIds;
  if (fails((cause) => lacksTool.test(cause))) return rungsBuilding('here');
  if (fails((cause) => cause === ofGlibcAlone)) return rungsThat(({ libc }) => libc === 'musl');
  // Of the rungs that build by tools of this machine none brings a standard library of Rust's for musl.
  const noStd = findings.some(({ id }) => id === 'toolchain-rust-target-missing');
  if (build.system === 'cargo' && noStd)
    return rungsThat(({ builds, libc }) => builds.where === 'here' && libc === 'musl');
  return rungsThat((rung) => languages.some((language) => !rung.languages.includes(language)));
};
