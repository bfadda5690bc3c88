import { alpineImage } from '../facts/alpine-image.js';
import { packageById } from '../project/packages.js';
import type { ChosenProject } from '../project/project.js';
import { ociPlatform, ownRustTarget } from '../rungs/architectures.js';
import type { HelperFile, Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';
import { usesPkgConfig } from './c-steps.js';
import { commentText } from './escape.js';
import { leftOutNotes, plainNameOf, type RecipeFile, type RecipeInput, titleOf } from './recipe.js';
import { collectPrograms, dropCompiled, markStart, refuseDynamic, refuseEmpty, shellLine } from './shell.js';
import { isInTree, jobsVariable, stepsFor } from './steps.js';
import { toolchainOf } from './tools-of.js';
import type { Tuning } from './tuning.js';

const name = 'Dockerfile.static';
const ignored = [
  '.git',
  'build-static',
  'dist-static',
  'result',
  'result-*',
  'target',
  'node_modules',
  name,
  `${name}.dockerignore`,
];

/** A Dockerfile that the classic builder, BuildKit, Podman and Buildah all build. */
export const dockerfile = (input: RecipeInput): RecipeFile[] => files(input, false);

/** The same with cache mounts, which only BuildKit and newer Buildah know. */
export const dockerfileBuildKit = (input: RecipeInput): RecipeFile[] => files(input, true);

const files = (input: RecipeInput, caches: boolean): RecipeFile[] => [
  { path: name, content: content(input, caches) },
  // BuildKit reads it; the classic builder knows only .dockerignore, which is the project's own.
  { path: `${name}.dockerignore`, content: `${ignored.join('\n')}\n` },
];

const tagOf = (project: ChosenProject): string => `${plainNameOf(project)}-static`;

/**
 * Lines of POSIX shell that build Dockerfile.static and bring the programs to dist-static, by the classic builder too,
 * which knows no --output. The first stage is asked, since an engine puts folders of its own into a container of the last.
 * @param args more words for `docker build`, each with a blank behind it
 */
export const exportByDocker = (project: ChosenProject, args = ''): string[] => {
  const tag = tagOf(project);
  return [
    `docker build -f ${name} --target build -t ${tag} ${args}.`,
    `id=$(docker create ${tag} none) && docker cp "$id:/out/." dist-static && docker rm "$id"`,
  ];
};

const writing = ({ path, content: text, executable }: HelperFile): string => {
  const file = `/build/${path}`;
  const folder = path.includes('/') ? `mkdir -p ${file.slice(0, file.lastIndexOf('/'))} && ` : '';
  const mode = executable ? ` && chmod +x ${file}` : '';
  return `${folder}printf '%s\\n' ${shellQuote(text.trimEnd().split('\n'))} > ${file}${mode}`;
};

/** A build inside a container, as POSIX shell: JOBS says how many jobs run side by side, all processors where it is empty. */
const partsOf = (project: ChosenProject, tools: Toolchain, tuning: Tuning, args: readonly string[], out: string) => {
  const { build } = project;
  const plan = stepsFor({ project, tools, folders: { source: '.', build: '/build' }, args, tuning });
  const jobs = jobsVariable[build.system];
  return {
    start: `mkdir -p /build ${out} && ${markStart('/started')}`,
    files: plan.files.map(writing),
    variables: [
      ...(jobs === null ? [] : [`${jobs.name}="${jobs.prefix}\${JOBS:-$(nproc)}"`]),
      // Once a target is named, flags for it spare build scripts and procedural macros.
      ...(build.system === 'cargo' ? [`CARGO_BUILD_TARGET=${ownRustTarget}`] : []),
    ].map((assignment) => `export ${assignment}`),
    steps: plan.steps.map(shellLine),
    collect: collectPrograms(isInTree(build.system) ? '.' : plan.output.folder, '/started', out),
  };
};

/**
 * Lines of POSIX shell that build in a container, among the sources, as the Dockerfile does.
 * @param tuning what is asked of its compilers
 * @param args words of the user for the tool that configures or builds
 * @param out the folder that the programs are copied to
 */
export const containerBuild = (
  project: ChosenProject,
  tools: Toolchain,
  tuning: Tuning,
  args: readonly string[],
  out: string,
): readonly string[] => {
  const { start, files, variables, steps, collect } = partsOf(project, tools, tuning, args, out);
  return [start, ...files, ...variables, ...steps, collect.join(' ')];
};

const content = ({ project, rung, options, arch }: RecipeInput, caches: boolean): string => {
  const { build } = project;
  const parts = partsOf(project, toolchainOf(rung, arch), options, [], '/out');
  const apk = ['apk', 'add', ...(caches ? [] : ['--no-cache']), ...apkPackages(project)];
  const apkCache = caches ? '--mount=type=cache,target=/etc/apk/cache ' : '';
  const toolCache = caches ? (toolCaches[build.system] ?? '') : '';
  const missing = project.libraries.filter(({ id }) => packageById(id)?.alpine.static === null).map(({ id }) => id);
  const unknown = project.libraries.filter(({ known }) => !known).map(({ id }) => id);
  return `${[
    `# Build ${commentText(titleOf(project))} as a static program with musl on Alpine.`,
    ...(caches
      ? [
          `#   docker buildx build -f ${name} --output dist-static .        or: buildah build, with the same arguments`,
          `# Docker without buildx cannot; use: musl-wizard recipe ${rung} --pattern dockerfile --write`,
        ]
      : [
          ...exportByDocker(project).map((line) => `#   ${line}`),
          `# With BuildKit or buildah, in one step:  docker build -f ${name} --output dist-static .`,
        ]),
    '# For another architecture add --platform linux/arm64 (the machine must be able to run its programs).',
    '# JOBS: parallel compilers. Each needs 0.2 GiB of memory for C, 1 GiB for C++, 1.5 GiB for Rust.',
    ...leftOutNotes(project),
    ...missing.map(
      (id) =>
        `# Alpine has no static archive of ${commentText(id)}: the link will fail unless the build works without it.`,
    ),
    ...unknown.map(
      (id) => `# Requested, but no package is known: ${commentText(id)}. Add its -dev and -static packages to apk add.`,
    ),
    `ARG IMAGE=${imageFor(options.image)}`,
    `FROM ${options.arch === undefined ? '' : `--platform=${ociPlatform(options.arch)} `}$IMAGE AS build`,
    'ARG APK_MIRROR=',
    'RUN if [ -n "$APK_MIRROR" ]; then sed -i "s|https*://dl-cdn.alpinelinux.org/alpine|$APK_MIRROR|" /etc/apk/repositories; fi',
    `RUN ${apkCache}${shellQuote(apk)}`,
    'WORKDIR /src',
    'COPY . .',
    '# For what writes a time into a program:  --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
    'ARG SOURCE_DATE_EPOCH',
    'ARG JOBS=',
    ...(isInTree(build.system) ? [`RUN ${dropCompiled('.')}`] : []),
    `RUN ${parts.start}`,
    ...parts.files.map((line) => `RUN ${line}`),
    `RUN ${toolCache}${[...parts.variables, ...parts.steps].join(' && \\\n    ')} && \\`,
    ...parts.collect.map((line, i, all) => `    ${line}${i < all.length - 1 ? ' \\' : ''}`),
    '# Fail unless there is a program and every program is static.',
    `RUN ${refuseEmpty('/out')}`,
    `RUN ${refuseDynamic('/out')}`,
    '',
    'FROM scratch',
    'COPY --from=build /out/ /',
  ].join('\n')}\n`;
};

// Alpine by a tag alone is another image tomorrow: the recipe has it by digest. An image of one's own stays as it is.
const imageFor = (image: string | undefined): string =>
  image === undefined || /^(?:docker\.io\/)?(?:library\/)?alpine(?::[\w.-]+)?$/.test(image) ? alpineImage : image;

const toolCaches: Partial<Record<ChosenProject['build']['system'], string>> = {
  cargo: '--mount=type=cache,target=/root/.cargo/registry ',
  go: '--mount=type=cache,target=/root/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build ',
};

/** Alpine's packages that a project's build needs, each once, sorted. */
export const apkPackages = (project: ChosenProject): string[] => {
  const { build } = project;
  const tools: Partial<Record<typeof build.system, readonly string[]>> = {
    make: [],
    autotools: build.system === 'autotools' && build.configure === 'absent' ? ['autoconf', 'automake', 'libtool'] : [],
    cmake: ['cmake'],
    meson: ['meson'],
    plain: [],
    cargo: ['cargo', ...(build.system === 'cargo' && build.protobuf !== null ? ['protoc', 'protobuf-dev'] : [])],
    go: ['go'],
  };
  const libraries = project.libraries.flatMap(({ id, optional }) => {
    const entry = packageById(id)?.alpine;
    // By headers without an archive configure would take in what the link then misses.
    return !entry || (optional && entry.static === null) ? [] : [...entry.dev, ...(entry.static ?? [])];
  });
  const pkgConfig = usesPkgConfig(project) ? ['pkgconf'] : [];
  const all = [
    'build-base',
    'linux-headers',
    ...pkgConfig,
    ...(tools[build.system] ?? []),
    ...project.tools,
    ...libraries,
  ];
  return [...new Set(all)].sort();
};
