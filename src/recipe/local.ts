import type { RungId } from '../rungs/rung-id.js';
import { dockerfile, exportByDocker } from './dockerfile.js';
import { commentText, makeLine } from './escape.js';
import { nixBuild } from './nix-build.js';
import type { RecipeFile, RecipeInput } from './recipe.js';
import { collectPrograms, dropCompiled, markStart, refuseDynamic, refuseEmpty, shellLine } from './shell.js';
import { type HelperFile, isInTree, jobsVariable, type Step, type Steps, stepsFor } from './steps.js';
import { alpine, glibcStatic, muslGcc, type Toolchain, zig } from './toolchain.js';

/** The tools of a rung by their names on the search path; in a Nix shell they go by the usual ones. */
export const toolsOf = (rung: RungId, arch: string): Toolchain => {
  switch (rung) {
    case 'glibc-static':
      return glibcStatic(arch);
    case 'musl-gcc':
      return muslGcc(arch);
    case 'zig':
      return zig(arch, arch);
    case 'alpine':
    case 'pkgs-musl':
      return alpine(arch);
  }
};

const folder = 'build-static';

/** The name of the makefile of a rung. */
export const makefileName = (rung: RungId): string => (rung === 'glibc-static' ? 'Makefile.static' : 'Makefile.musl');

/** zig from pip is a module of Python: this gives it its name, after all else on the search path. */
const zigOfPip: HelperFile = { path: 'zig', content: '#!/bin/sh\nexec python3 -m ziglang "$@"\n', executable: true };

const planOf = ({ project, rung, arch }: RecipeInput): Steps => {
  const plan = stepsFor({ project, tools: toolsOf(rung, arch), folders: { source: '.', build: folder }, args: [] });
  return rung === 'zig' ? { ...plan, files: [zigOfPip, ...plan.files] } : plan;
};

const jobsNote =
  '# Jobs: each compiler wants 0.2 GiB of memory for C, 1 GiB for C++, 1.5 GiB for Rust, and some tasks of its own.';

/** Where the programs come to, by every recipe. */
const out = 'dist-static';

const stamp = `${folder}/started`;

/** A copy for a build that writes among its sources, so that it meets no objects of another C library, and leaves none. */
const copy = `${folder}/source`;
const copying = [
  `rm -rf ${copy}`,
  `mkdir -p ${copy}`,
  `tar -cf - ${['.git', folder, out].map((name) => `--exclude=./${name}`).join(' ')} . | tar -xf - -C ${copy}`,
  dropCompiled(copy),
];

/** A makefile that builds the project by a rung's tools, beside the project's own. */
export const makefile = (input: RecipeInput): RecipeFile[] => {
  const { project, rung } = input;
  const path = makefileName(rung);
  const plan = planOf(input);
  const inTree = isInTree(project.build.system);
  const jobs = jobsVariable[project.build.system];
  const step = (each: Step): string =>
    `${inTree ? `cd ${copy} && ` : ''}${jobs === null ? '' : `${jobs.name}=${jobs.prefix}$(JOBS) `}${makeLine(shellLine(each))}`;
  return [
    {
      path,
      content: `${[
        `# ${commentText(project.name)} as a static program, by ${rung}.`,
        `#   make -f ${path}            build; the programs are in ${out}`,
        `#   make -f ${path} JOBS=2     with two jobs`,
        jobsNote,
        'JOBS ?= $(shell nproc)',
        '',
        '# The flags of the shell and of an outer make would bend the build.',
        'unexport CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MAKELEVEL',
        ...(rung === 'zig' ? [`export PATH := $(PATH):$(CURDIR)/${folder}`] : []),
        '',
        '.PHONY: static',
        'static:',
        ...[
          `mkdir -p ${folder} ${out}`,
          ...(inTree ? copying : []),
          ...plan.files.flatMap(writing),
          // Apart from the sources a build goes on where it was left, and a program that is up to date counts.
          `${inTree ? '' : `test -e ${stamp} || `}${markStart(stamp)}`,
        ].map((line) => `\t${makeLine(line)}`),
        ...plan.steps.map((each) => `\t${step(each)}`),
        ...[
          collectPrograms(inTree ? copy : plan.output.folder, stamp, out).join(' '),
          refuseEmpty(out),
          // A machine with zig alone may have no binutils.
          `command -v readelf > /dev/null || { echo 'Not checked, for lack of readelf: ${out}'; exit 0; }; ${refuseDynamic(out)}`,
        ].map((line) => `\t@${makeLine(line)}`),
      ].join('\n')}\n`,
    },
  ];
};

/** Shell that writes a helper file. */
const writing = ({ path, content, executable }: HelperFile): string[] => {
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
export const recipeOf = (input: RecipeInput): RecipeFile[] => {
  switch (input.rung) {
    case 'pkgs-musl':
      return nixBuild(input);
    case 'alpine':
      return dockerfile(input);
    case 'zig':
    case 'musl-gcc':
    case 'glibc-static':
      return makefile(input);
  }
};

/** A justfile to import, with the recipe that it calls: `import 'static.just'`. */
export const justfile = (input: RecipeInput): RecipeFile[] => {
  const { project, rung } = input;
  const calls: Readonly<Record<RungId, readonly string[]>> = {
    'pkgs-musl': ['nix-build --cores {{jobs}} static.nix'],
    alpine: exportByDocker(project, '--build-arg JOBS={{jobs}} '),
    zig: [`make -f ${makefileName(rung)} JOBS={{jobs}}`],
    'musl-gcc': [`make -f ${makefileName(rung)} JOBS={{jobs}}`],
    'glibc-static': [`make -f ${makefileName(rung)} JOBS={{jobs}}`],
  };
  return [
    {
      path: 'static.just',
      content: `${[
        `# ${commentText(project.name)} as a static program, by ${rung}. In the justfile:  import 'static.just'`,
        '#   just build-static        with all processors',
        '#   just build-static 2      with two jobs',
        jobsNote,
        '',
        `# build ${commentText(project.name)} static`,
        'build-static jobs=num_cpus():',
        ...calls[rung].map((line) => `    ${line}`),
      ].join('\n')}\n`,
    },
    ...recipeOf(input),
  ];
};
