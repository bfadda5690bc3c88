import type { RungId } from '../ladder/rung-id.js';
import { commentText, justLine, makeLine } from './escape.js';
import type { RecipeFile, RecipeInput } from './recipe.js';
import { shellLine } from './shell.js';
import { type HelperFile, jobsVariable, type Step, type Steps, stepsFor } from './steps.js';
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

const planOf = ({ project, rung, arch }: RecipeInput): Steps =>
  stepsFor({ project, tools: toolsOf(rung, arch), folders: { source: '.', build: folder }, args: [] });

const jobsNote =
  '# Jobs: each compiler wants 0.2 GiB of memory for C, 1 GiB for C++, 1.5 GiB for Rust, and some tasks of its own.';

/** A makefile that builds the project by a rung's tools, beside the project's own. */
export const makefile = (input: RecipeInput): RecipeFile[] => {
  const { project, rung } = input;
  const path = makefileName(rung);
  const plan = planOf(input);
  const jobs = jobsVariable[project.build.system];
  const line = (step: Step): string =>
    `\t${jobs === null ? '' : `${jobs.name}=${jobs.prefix}$(JOBS) `}${makeLine(shellLine(step))}`;
  return [
    {
      path,
      content: `${[
        `# ${commentText(project.name)} as a static program, by ${rung}.`,
        `#   make -f ${path}            build; then look at the result: musl-wizard inspect PROGRAM`,
        `#   make -f ${path} JOBS=2     with two jobs`,
        jobsNote,
        'JOBS ?= $(shell nproc)',
        '',
        '# The flags of the shell and of an outer make would bend the build.',
        'unexport CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MAKELEVEL',
        '',
        '.PHONY: static',
        'static:',
        `\tmkdir -p ${folder}`,
        ...plan.files.flatMap(writing).map((text) => `\t${makeLine(text)}`),
        ...plan.steps.map(line),
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

/** A justfile to import: `import 'static.just'`. */
export const justfile = (input: RecipeInput): RecipeFile[] => {
  const { project, rung } = input;
  const jobs = jobsVariable[project.build.system];
  const export_ = jobs === null ? '' : `export ${jobs.name}="${jobs.prefix}{{jobs}}" && `;
  const body: Record<RungId, () => string[]> = {
    'pkgs-musl': () => ['nix-build static.nix'],
    alpine: () => ['docker build -f Dockerfile.static --build-arg JOBS={{jobs}} --output dist-static .'],
    zig: () => localLines(input, export_),
    'musl-gcc': () => localLines(input, export_),
    'glibc-static': () => localLines(input, export_),
  };
  return [
    {
      path: 'static.just',
      content: `${[
        `# ${commentText(project.name)} as a static program, by ${rung}. In the justfile:  import 'static.just'`,
        jobsNote,
        'jobs := num_cpus()',
        '',
        `# build ${commentText(project.name)} static`,
        'build-static:',
        ...body[rung]().map((line) => `    ${line}`),
      ].join('\n')}\n`,
    },
  ];
};

const localLines = (input: RecipeInput, prefix: string): string[] => {
  const plan = planOf(input);
  return [
    `mkdir -p ${folder}`,
    ...plan.files.flatMap(writing).map(justLine),
    ...plan.steps.map((step) => `${prefix}${justLine(shellLine(step))}`),
  ];
};
