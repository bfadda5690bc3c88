import { alpineImage } from '../../facts/alpine-image.js';
import { ociPlatform, ownRustTarget } from '../../rungs/architectures.js';
import { chooseEngine, whyNoEngine } from '../../rungs/choose-engine.js';
import type { RungOptions } from '../../rungs/options.js';
import { staticRust } from '../../rungs/toolchain.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { Program } from '../canary/program.js';
import type { MakePlan, PlannedStep } from '../plan.js';
import { canaryLabel } from '../scratch/sweep.js';
import { type BuilderCourse, builderFile, builderSteps } from './alpine-builder.js';
import { digestOf, networkOf } from './engine-words.js';

/**
 * alpine: a native musl compile inside an Alpine container. The container is made, filled, run,
 * emptied and removed by name, with nothing mounted from here, so that a remote engine serves as
 * well as a local one and no image is left behind. A builder of buildx on another machine runs no
 * containers for others: it gets the same script as a Dockerfile and hands the program out.
 */
export const planAlpine: MakePlan = ({ facts, options, program, place }) => {
  const engine = chooseEngine(facts, options);
  if (!engine) return { blocked: whyNoEngine(facts, options), findings: [] };
  const image = options.image ?? alpineImage;
  if (!isImageName(image)) return { blocked: `"${image}" is not the name of an image.`, findings: [] };
  if (options.apkMirror !== undefined && !/^https?:\/\/[^\s]+$/.test(options.apkMirror)) {
    return { blocked: `"${options.apkMirror}" is not the address of a mirror.`, findings: [] };
  }
  if (engine.builder !== undefined && options.imageArchive !== undefined) {
    return {
      blocked: `The builder "${engine.builder}" sees no image of an archive: it takes images from registries.`,
      findings: [],
    };
  }
  const platform = options.arch === undefined ? undefined : ociPlatform(options.arch);
  const course = { engine, options, place, platform, version: facts.engines.docker.buildx?.version ?? null };
  return {
    files: {
      'source/in-container.sh': inContainer(program, options),
      ...(engine.builder === undefined ? {} : { 'source/Dockerfile.canary': builderFile(image, place) }),
    },
    env: {},
    steps: [
      ...(options.imageArchive ? [load(course, options.imageArchive, options.image)] : containerSteps(course, image)),
    ],
    expects: { libc: ['musl'], machine: options.arch ?? (engine.remote ? null : facts.os.arch) },
  };
};

// From the grammar of github.com/distribution/reference, loosely: what matters is that it is one word and no option.
const isImageName = (text: string): boolean => /^[a-z0-9][\w.:/@-]{0,400}$/i.test(text);

type Course = BuilderCourse;

/** Loads an image archive; its name comes from what the engine says of it, unless one was asked for. */
const load = (course: Course, archive: string, image: string | undefined): PlannedStep => {
  const { engine } = course;
  const argv =
    engine.name === 'buildah'
      ? [engine.path, 'pull', '--quiet', `docker-archive:${archive}`]
      : [engine.path, 'load', '--input', archive];
  return {
    name: 'load image',
    argv,
    read: (output) => {
      const loaded = image ?? loadedImage(output);
      if (loaded) return { steps: containerSteps(course, loaded) };
      return {
        stop: { outcome: 'failed', reason: `The archive ${archive} holds no image with a name.`, findings: [] },
      };
    },
  };
};

/** Name or id in what `load` prints: "Loaded image: NAME", "Loaded image(s): NAME", "Loaded image ID: sha256:..."; Buildah prints the id alone. */
export const loadedImage = (output: string): string | null => {
  const named = /^Loaded image(?:\(s\)| ID)?: (\S+)$/m.exec(output)?.[1] ?? /^([0-9a-f]{64})$/m.exec(output)?.[1];
  return named && isImageName(named) ? named : null;
};

const containerSteps = (course: Course, image: string): readonly PlannedStep[] =>
  course.engine.builder !== undefined
    ? builderSteps(course, course.engine.builder, image)
    : course.engine.name === 'buildah'
      ? buildahSteps(course, image)
      : engineSteps(course, image);

/** Docker and Podman, whose commands are alike. */
const engineSteps = ({ engine, options, place, platform }: Course, image: string): readonly PlannedStep[] => {
  const container = `musl-wizard-canary-${place.id}`;
  const call = (...args: readonly string[]) => [engine.path, ...args];
  return [
    {
      name: 'create container',
      argv: call(
        'create',
        ...['--name', container, '--label', `${canaryLabel}=${place.id}`],
        ...(platform ? ['--platform', platform] : []),
        ...networkOf(options),
        ...[image, '/bin/sh', '/canary/in-container.sh'],
      ),
      undo: { name: 'remove container', argv: call('rm', '--force', '--volumes', container) },
    },
    {
      name: 'identify image',
      argv: call('image', 'inspect', '--format', '{{json .RepoDigests}} {{.Id}}', image),
      optional: true,
      read: (output) => ({
        record: {
          image: { name: image, digest: digestOf(output) },
          options: { ...options, engine: engine.name, image },
        },
      }),
    },
    { name: 'copy sources', argv: call('cp', `${place.source}/.`, `${container}:/canary`) },
    { name: 'build', argv: call('start', '--attach', container), peakBytes: peakOf },
    { name: 'fetch program', argv: call('cp', `${container}:/canary/canary-program`, place.output) },
  ];
};

/** Buildah has working containers, which only this machine's user can mount into. */
const buildahSteps = ({ engine, options, place, platform }: Course, image: string): readonly PlannedStep[] => {
  const container = `musl-wizard-canary-${place.id}`;
  const call = (...args: readonly string[]) => [engine.path, ...args];
  return [
    {
      name: 'create container',
      argv: call('from', '--name', container, ...(platform ? ['--platform', platform] : []), image),
      undo: { name: 'remove container', argv: call('rm', container) },
    },
    {
      name: 'identify image',
      argv: call('inspect', '--type', 'container', '--format', '{{.FromImageDigest}} {{.FromImageID}}', container),
      optional: true,
      read: (output) => ({
        record: {
          image: { name: image, digest: digestOf(output) },
          options: { ...options, engine: engine.name, image },
        },
      }),
    },
    { name: 'copy sources', argv: call('copy', '--quiet', container, place.source, '/canary') },
    {
      name: 'build',
      argv: call(
        'run',
        ...networkOf(options),
        ...['--volume', `${place.output.replace(/\/[^/]+$/, '')}:/output:z`],
        ...[container, '--', '/bin/sh', '/canary/in-container.sh', '/output/canary'],
      ),
    },
  ];
};

/** What the container's own control group counted, as the script below tells it. */
const peakOf = (output: string): number | null => {
  const bytes = /^peak memory in bytes: (\d+)$/m.exec(output)?.[1];
  return bytes === undefined ? null : Number(bytes);
};

// Of Docker's and Podman's containers alone is it certain that they see their own group there (v2, v1);
// the root group, which counts the whole machine, has no such file in v2 and a release_agent beside it in v1.
const tellPeak = [
  'tell_peak() {',
  '  for file in /sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory/memory.max_usage_in_bytes; do',
  '    [ ! -r "$file" ] || [ -e "$(dirname "$file")/release_agent" ] || echo "peak memory in bytes: $(cat "$file")"',
  '  done',
  '}',
  'if [ $# -eq 0 ]; then trap tell_peak EXIT; fi',
];

/** What runs in the container. Packages that are there already are not asked for, so that it works without a network. */
const inContainer = (program: Program, { apkMirror, network, jobs }: RungOptions): string => {
  const packages = alpinePackages(program).join(' ');
  const mirror = apkMirror
    ? [
        `mirror=${shellQuote([apkMirror.replace(/\/+$/, '')])}`,
        'release=v$(cut -d. -f1,2 /etc/alpine-release)',
        'printf "%s\\n" "$mirror/$release/main" "$mirror/$release/community" >/etc/apk/repositories',
      ]
    : [];
  return [
    '#!/bin/sh',
    'set -eu',
    ...tellPeak,
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'cat /etc/alpine-release',
    ...mirror,
    `apk info -e ${packages} >/dev/null 2>&1 || apk add --no-cache ${network === 'none' ? '--no-network ' : ''}${packages}`,
    'cd /canary',
    ...(program.language === 'rust' ? [`export RUST_TARGET=${ownRustTarget} RUSTFLAGS=${staticRust}`] : []),
    'export CC=gcc CXX=g++ AR=ar OUT=/canary/canary-program GOTAGS=osusergo CGO_ENABLED=1',
    ...(jobs === undefined ? [] : [`export CARGO_BUILD_JOBS=${jobs} GOMAXPROCS=${jobs}`]),
    '/bin/sh ./build.sh',
    'if [ $# -gt 0 ]; then cp "$OUT" "$1"; fi',
    '',
  ].join('\n');
};

/** What a program needs, by Alpine's names; the archives of a library are in a package of their own. */
export const alpinePackages = ({ language, libraries }: Program): readonly string[] => [
  'build-base',
  ...(language === 'rust' ? ['cargo', 'rust'] : language === 'go' ? ['go'] : []),
  ...libraries.flatMap((library) =>
    library === 'openssl' ? ['openssl-dev', 'openssl-libs-static'] : ['libsodium-dev', 'libsodium-static'],
  ),
];
