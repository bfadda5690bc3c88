import { blockersOf } from '../build/canary/weight.js';
import { canaryLabel } from '../build/scratch/sweep.js';
import { alpineImage } from '../facts/alpine-image.js';
import { ociPlatform } from '../rungs/architectures.js';
import { chooseEngine, whyNoEngine } from '../rungs/choose-engine.js';
import { dockerfile } from './dockerfile.js';
import { type BuildPlan, jobsOf, libcOf, type PlanInput, type Unplannable } from './plan.js';
import type { Step } from './steps.js';

/** A build by a container engine of the very Dockerfile.static that the recipe writes. */
export const planAlpine = (input: PlanInput): BuildPlan | Unplannable => {
  const { project, setup, facts, place, args } = input;
  const { options } = setup;
  const engine = chooseEngine(facts, options);
  if (!engine) return { blocked: whyNoEngine(facts, options), findings: blockersOf(setup.rung, facts) };
  if (args.length > 0) {
    return {
      blocked: `Words for the build tool cannot be handed into an image: put them into Dockerfile.static (musl-wizard recipe ${setup.rung} --write).`,
      findings: [],
    };
  }
  if (options.imageArchive !== undefined && options.image === undefined) {
    return {
      blocked: `The image of the archive has to be named, by --image; musl-wizard choose --rung ${setup.rung} --image-archive FILE finds its name and saves it.`,
      findings: [],
    };
  }
  const arch = options.arch ?? facts.os.arch ?? 'x86_64';
  const jobs = jobsOf(input);
  const file = `${place.build}/Dockerfile.static`;
  const tag = `musl-wizard-build-${place.id}`;
  const out = `${place.build}/out`;
  const call = (name: string, argv: readonly string[], undo?: readonly string[]): Step => ({
    name,
    argv: [engine.path, ...argv],
    env: {},
    ...(undo ? { undo: { name: `take back: ${name}`, argv: [engine.path, ...undo], env: {} } } : {}),
  });
  // So that a later run can clear away what a killed one left.
  const mark = `${canaryLabel}=${place.id}`;
  const label = ['--label', mark];
  const buildah = engine.name === 'buildah';
  const { builder } = engine;
  /** Whether the build itself hands its files out, without an image. */
  const exports = buildah || builder !== undefined;
  const image = options.image ?? alpineImage;
  const words = [
    ...(builder === undefined ? ['build'] : ['buildx', 'build', '--builder', builder]),
    // Docker's classic builder would keep the container of a step that failed.
    ...(engine.name === 'docker' && builder === undefined ? ['--force-rm'] : []),
    ...(exports ? ['--output', `type=local,dest=${out}`] : []),
    ...[...label, '-f', file, '-t', tag, '--build-arg', `IMAGE=${image}`, '--build-arg', `JOBS=${jobs}`],
    ...(options.apkMirror === undefined ? [] : ['--build-arg', `APK_MIRROR=${options.apkMirror}`]),
    ...(options.network === undefined || options.network === 'default' ? [] : ['--network', options.network]),
    ...(options.arch === undefined ? [] : ['--platform', ociPlatform(options.arch)]),
    place.source,
  ];
  const archive = options.imageArchive;
  const load = buildah ? ['pull', `docker-archive:${archive}`] : ['load', '--input', archive ?? ''];
  const [recipe, ignored] = dockerfile({ project, rung: setup.rung, options, arch });
  return {
    files: [
      { path: file, content: labelled(recipe?.content ?? '', mark) },
      // In place of the project's own, which is for images of its own and may leave out what a build wants.
      { path: `${place.source}/.dockerignore`, content: ignored?.content ?? '' },
    ],
    env: {},
    steps: [
      ...(archive === undefined ? [] : [call('load image', load)]),
      call('build image', words, builder === undefined ? removalOf(buildah, tag, mark) : undefined),
      ...(exports
        ? []
        : [
            call('create container', ['create', ...label, '--name', tag, tag, 'none'], ['rm', '--force', tag]),
            call('copy programs out', ['cp', `${tag}:/.`, out]),
          ]),
    ],
    output: { folder: out, deep: true },
    jobs,
    expects: { libc: libcOf('musl'), machine: arch },
  };
};

/**
 * A Dockerfile whose every stage is labelled from its first step on, so that the images between the steps, which the
 * classic builder leaves, carry the label too. BuildKit's cache does not look at labels.
 */
const labelled = (dockerfile: string, mark: string): string => dockerfile.replace(/^FROM .*$/gm, `$&\nLABEL ${mark}`);

/** Removes all images of a build by their label, with those between its steps; Buildah keeps none of these. */
const removalOf = (buildah: boolean, tag: string, mark: string): readonly string[] =>
  buildah ? ['rmi', '--force', tag] : ['image', 'prune', '--all', '--force', '--filter', `label=${mark}`];
