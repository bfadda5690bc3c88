import { withLibraries } from '../libs/with-libraries.js';
import type { ChosenProject } from '../project/project.js';
import { askRustTarget } from '../rungs/architectures.js';
import { type RungId, rungs } from '../rungs/registry.js';
import type { BuildsHere } from '../rungs/rung.js';
import type { HelperFile } from '../rungs/toolchain.js';
import { buildFolder, folderLines, nameFolders, withFolder } from './allocator.js';
import { dockerfile, exportByDocker } from './dockerfile.js';
import { commentText, makeLine } from './escape.js';
import { librariesMark, libraryLines, nameLibraries, neededLibraries } from './makefile-libraries.js';
import { nixBuild } from './nix-build.js';
import { leftOutNotes, type RecipeFile, type RecipeInput, titleOf } from './recipe.js';
import { mapLines, nameMaps, withMaps } from './same-bytes.js';
import { collectPrograms, dropCompiled, markStart, refuseDynamic, refuseEmpty, shellLine } from './shell.js';
import { isInTree, jobsVariable, type RecipeStep, type Steps, stepsFor } from './steps.js';
import { toolchainOf } from './tools-of.js';

/** The recipe of a rung that builds by tools of the machine: its makefile, and what stands in for its tools. */
const localRung = (rung: RungId): BuildsHere => {
  const { builds } = rungs[rung];
  if (builds.where !== 'here') throw new Error(`${rung} has no makefile`);
  return builds;
};

/** Where the programs come to, by every recipe. */
const programs = 'dist-static';

/** Names of a makefile: of several, each is of its architecture, and builds in a folder of its own. */
const namesOf = ({ rung, arch, archs = [] }: Pick<RecipeInput, 'rung' | 'arch' | 'archs'>) => {
  const { makefile: file } = localRung(rung);
  const several = archs.length > 1;
  const folder = several ? `build-static/${arch}` : 'build-static';
  // A copy for a build that writes among its sources, so that it meets no objects of another C library, and leaves none.
  const copy = `${folder}/source`;
  const out = several ? `${programs}/${arch}` : programs;
  return { several, path: several ? `${file}.${arch}` : file, folder, copy, out, stamp: `${folder}/started` };
};

const planOf = (input: RecipeInput): Steps => {
  const { project, rung, arch, options: tuning } = input;
  const { folder, several } = namesOf(input);
  // One machine builds for all, and runs the programs of one.
  const tools = withLibraries(toolchainOf(rung, arch), neededLibraries(input) === null ? [] : [librariesMark]);
  const folders = { source: '.', build: buildFolder(folder, tuning) };
  const plan = stepsFor({
    project,
    tools: withMaps(several ? { ...tools, native: false } : tools, project.build.system),
    folders,
    args: [],
    tuning: withFolder(tuning),
  });
  return { ...plan, files: [...localRung(rung).standIns, ...plan.files] };
};

const jobsNote =
  '# Jobs: each compiler needs 0.2 GiB of memory for C, 1 GiB for C++, 1.5 GiB for Rust, and some tasks.';

/** The sources without what builds made. */
const copying = (copy: string): readonly string[] => [
  `rm -rf ${copy}`,
  `mkdir -p ${copy}`,
  `tar -cf - ${['.git', 'build-static', programs].map((name) => `--exclude=./${name}`).join(' ')} . | tar -xf - -C ${copy}`,
  dropCompiled(copy),
];

const makefileFor = (input: RecipeInput): RecipeFile => {
  const { project, rung } = input;
  const { standIns } = localRung(rung);
  const { path, folder, copy, out, stamp } = namesOf(input);
  const plan = planOf(input);
  const inTree = isInTree(project.build.system);
  const jobs = jobsVariable[project.build.system];
  const needed = neededLibraries(input);
  const libraries = needed && libraryLines(needed, path, input);
  const step = (each: RecipeStep): string =>
    `${inTree ? `cd ${copy} && ` : ''}${jobs === null ? '' : `${jobs.name}=${jobs.prefix}$(JOBS) `}${makeLine(shellLine(each))}`;
  return {
    path,
    content: nameLibraries(
      nameMaps(
        nameFolders(
          `${[
            `# Build ${commentText(titleOf(project))} as a static program with ${rung}.`,
            `#   make -f ${path}            build; the programs are in ${out}`,
            `#   make -f ${path} JOBS=2     with two jobs`,
            `#   make -f ${path} clean      remove what it made`,
            ...(libraries?.comments ?? []),
            ...leftOutNotes(project),
            jobsNote,
            'JOBS ?= $(shell nproc)',
            ...(libraries ? [`LIBRARIES ?= $(CURDIR)/${folder}/libraries`] : []),
            ...folderLines(input.options, rung),
            '',
            '# Flags from the shell or an outer make would change the build.',
            'unexport CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MAKELEVEL',
            '# The time of the last commit, for what writes a time into a program.',
            'SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2> /dev/null)',
            'ifneq ($(SOURCE_DATE_EPOCH),)',
            'export SOURCE_DATE_EPOCH',
            'endif',
            // Once a target is named, flags for it spare build scripts and procedural macros.
            ...(asksRust(project, rung, input.arch) ? [`export CARGO_BUILD_TARGET := $(shell ${askRustTarget})`] : []),
            ...mapLines(toolchainOf(rung, input.arch), project.build.system),
            ...(standIns.length > 0 ? [`export PATH := $(PATH):$(CURDIR)/${folder}`] : []),
            '',
            '.PHONY: static clean',
            `static:${libraries?.rule.length ? ' | $(LIBRARIES)' : ''}`,
            ...[
              `mkdir -p ${folder} ${out}`,
              ...(inTree ? copying(copy) : []),
              ...plan.files.flatMap((file) => writing(file, folder)),
              // Apart from the sources a build goes on where it was left, and a program that is up to date counts.
              `${inTree ? '' : `test -e ${stamp} || `}${markStart(stamp)}`,
            ].map((line) => `\t${makeLine(line)}`),
            ...plan.steps.map((each) => `\t${step(each)}`),
            ...[
              collectPrograms(inTree ? copy : plan.output.folder, stamp, out).join(' '),
              refuseEmpty(out),
              // A machine with zig alone may have no binutils.
              `command -v readelf > /dev/null || { echo 'Not checked, because readelf is missing: ${out}'; exit 0; }; ${refuseDynamic(out)}`,
            ].map((line) => `\t@${makeLine(line)}`),
            '',
            ...(libraries?.rule ?? []),
            'clean:',
            `\trm -rf ${folder} ${out}`,
          ].join('\n')}\n`,
        ),
      ),
    ),
  };
};

/** Makefiles that build the project by a rung's tools, beside the project's own: one for each architecture. */
export const makefile = (input: RecipeInput): RecipeFile[] =>
  (input.archs ?? [input.arch]).map((arch) => makefileFor({ ...input, arch }));

/** Whether the target of Rust is the own one of whatever rustc is there. */
const asksRust = ({ build }: ChosenProject, rung: RungId, arch: string): boolean =>
  build.system === 'cargo' && toolchainOf(rung, arch).rustTarget === null;

/** Shell that writes a helper file. */
const writing = ({ path, content, executable }: HelperFile, folder: string): string[] => {
  const target = `${folder}/${path}`;
  return [
    ...(path.includes('/') ? [`mkdir -p ${target.slice(0, target.lastIndexOf('/'))}`] : []),
    `printf '%s\\n' ${quoteLines(content)} > ${target}`,
    ...(executable ? [`chmod +x ${target}`] : []),
  ];
};

const quoteLines = (content: string): string =>
  content
    .trimEnd()
    .split('\n')
    .map((line) => `'${line.replaceAll("'", "'\\''")}'`)
    .join(' ');

/** The files by which a rung builds, for whoever calls them: a justfile, a job of CI. */
export const recipeOf = (input: RecipeInput): readonly RecipeFile[] => {
  switch (rungs[input.rung].builds.where) {
    case 'nix':
      return nixBuild(input);
    case 'container':
      return dockerfile(input);
    case 'here':
      return makefile(input);
  }
};

/** Lines of shell that build by the files of `recipeOf`. */
const callsOf = (input: RecipeInput): readonly string[] => {
  const { rung, project } = input;
  switch (rungs[rung].builds.where) {
    case 'nix':
      return ['nix-build --cores {{jobs}} static.nix'];
    case 'container':
      return exportByDocker(project, '--build-arg JOBS={{jobs}} ');
    case 'here':
      return (input.archs ?? [input.arch]).map((arch) => `make -f ${namesOf({ ...input, arch }).path} JOBS={{jobs}}`);
  }
};

/** A justfile to import, with the recipe that it calls: `import 'static.just'`. */
export const justfile = (input: RecipeInput): RecipeFile[] => {
  const { project, rung } = input;
  return [
    {
      path: 'static.just',
      content: `${[
        `# Build ${commentText(titleOf(project))} as a static program with ${rung}. In the justfile:  import 'static.just'`,
        '#   just build-static        with all CPUs',
        '#   just build-static 2      with two jobs',
        jobsNote,
        '',
        `# build ${commentText(titleOf(project))} static`,
        'build-static jobs=num_cpus():',
        ...callsOf(input).map((line) => `    ${line}`),
      ].join('\n')}\n`,
    },
    ...recipeOf(input),
  ];
};
