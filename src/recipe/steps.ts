import type { BuildSystem, ChosenProject } from '../project/project.js';
import type { HelperFile, Toolchain } from '../rungs/toolchain.js';
import { autotoolsSteps, cmakeSteps, makeSteps, mesonSteps, plainSteps } from './c-steps.js';
import { cargoSteps } from './cargo-steps.js';
import { goSteps } from './go-steps.js';
import { languageSteps } from './language-steps.js';
import { type Tuning, tuned } from './tuning.js';

/** One command, without a shell. */
export interface RecipeStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Folders {
  /** The sources, as the commands name them; of a build system that `isInTree`, a copy that may be written. */
  readonly source: string;
  /** For what is built. */
  readonly build: string;
}

export interface StepInput {
  readonly project: ChosenProject;
  readonly tools: Toolchain;
  readonly folders: Folders;
  /** Words of the user, for the command that configures or, where there is none, that builds. */
  readonly args: readonly string[];
  readonly tuning?: Tuning;
}

export interface Steps {
  /** Files to write first. */
  readonly files: readonly HelperFile[];
  /** To be run in the source folder, one after the other. */
  readonly steps: readonly RecipeStep[];
  /** Where the programs are to be looked for, and whether in its subfolders too. */
  readonly output: { readonly folder: string; readonly deep: boolean };
}

/** How a project is built static by a toolchain: the one source of every recipe and of `build`. Pure. */
export const stepsFor = (given: StepInput): Steps => {
  const input = { ...given, tools: tuned(given.tools, given.tuning) };
  const { build } = input.project;
  switch (build.system) {
    case 'make':
      return makeSteps(input);
    case 'autotools':
      return autotoolsSteps(input, build);
    case 'cmake':
      return cmakeSteps(input);
    case 'meson':
      return mesonSteps(input);
    case 'plain':
      return plainSteps(input, build);
    case 'cargo':
      return cargoSteps(input, build);
    case 'go':
      return goSteps(input, build);
    default:
      return languageSteps(input, build);
  }
};

/** Whether a build system builds among its sources, so that it must be given a copy without what another build left. */
export const isInTree = (system: BuildSystem): boolean =>
  system === 'make' || system === 'autotools' || system === 'dub';

/**
 * Whether a build system itself sees all that has changed since the build before, compilers and options too, so that it
 * can go on from that one. CMake keeps what its checks once found; make does not look at its own variables.
 */
export const canGoOn = (system: BuildSystem): boolean => system === 'cargo';

/** The variable that sets the number of jobs of a build system; null: it uses all CPUs by default. */
export const jobsVariable: Readonly<Record<BuildSystem, { readonly name: string; readonly prefix: string } | null>> = {
  make: { name: 'MAKEFLAGS', prefix: '-j' },
  autotools: { name: 'MAKEFLAGS', prefix: '-j' },
  cmake: { name: 'CMAKE_BUILD_PARALLEL_LEVEL', prefix: '' },
  meson: null,
  plain: null,
  cargo: { name: 'CARGO_BUILD_JOBS', prefix: '' },
  go: { name: 'GOMAXPROCS', prefix: '' },
  cabal: null,
  crystal: null,
  dub: null,
  dune: null,
  fpc: null,
  nim: null,
  zig: null,
};
