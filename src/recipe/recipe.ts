import type { BuildSystem, ChosenProject } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import type { PatternName } from '../rungs/rung.js';
import { commentText } from './escape.js';
import type { Tuning } from './tuning.js';

/** No file of a recipe is larger, nor what a person keeps under its name. */
export const maxRecipeBytes = 4 * 1024 * 1024;

/** A file of a recipe, for the project's folder. It holds no path and no name of the machine that wrote it. */
export interface RecipeFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly content: string;
}

export interface RecipeInput {
  readonly project: ChosenProject;
  readonly rung: RungId;
  readonly options: RungOptions & Tuning;
  /** Whether the setup packs with UPX; only the team's file says so. */
  readonly upx?: boolean;
  /** The build system, where the project's files leave it open; only the team's file says so. */
  readonly buildSystem?: BuildSystem;
  /** Architecture to build for, as `uname -m` writes it. */
  readonly arch: string;
  /** All that the recipe is for, where these are several; `arch` is the one of a file that is for one. */
  readonly archs?: readonly string[];
}

/** A way to write a rung down. */
export interface Pattern {
  readonly name: PatternName;
  /** The rungs that it is for. */
  readonly rungs: readonly RungId[];
  /** The build systems that it is for; null: all. */
  readonly systems: readonly BuildSystem[] | null;
  /** Whether it writes for several architectures at once, by a rung of this machine's tools. */
  readonly several?: true;
  /** What it gives, in one sentence. */
  readonly title: string;
  /** Pure: the same input gives the same bytes. */
  readonly write: (input: RecipeInput) => readonly RecipeFile[];
}

/** What a recipe calls a project: by its files, since the folder is called otherwise in another checkout. */
export const titleOf = ({ targets: [first, ...more] }: ChosenProject): string =>
  first !== undefined && more.length === 0 ? first.name : 'this project';

/** What a recipe says, as comments: remarks, and the members of a workspace that cargo does not build by default. */
export const leftOutNotes = ({ build, remarks = [] }: ChosenProject): string[] => [
  ...remarks.map((remark) => `# ${remark}`),
  ...(build.system === 'cargo' && build.leftOut.length > 0
    ? [
        `# Not built: ${commentText(build.leftOut.join(', '))}, which cargo leaves out by default. To build them too: default-members in Cargo.toml.`,
      ]
    : []),
];

/** The title of a project, to stand in names of packages and images. */
export const plainNameOf = (project: ChosenProject): string => {
  const title = titleOf(project);
  return /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(title) ? title : 'project';
};
