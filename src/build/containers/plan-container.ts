import { alpineImage } from '../../facts/alpine-image.js';
import { ociPlatform } from '../../rungs/architectures.js';
import { chooseEngine, whyNoEngine } from '../../rungs/choose-engine.js';
import { isRootEngine } from '../../rungs/options.js';
import { chooseRootEngine, whyNoRootEngine } from '../../rungs/root-engine.js';
import type { BuildsInContainer, Unplannable } from '../../rungs/rung.js';
import type { Plan, PlanInput, PlannedStep } from '../plan.js';
import { jobsOf, libcsOf } from '../planned-jobs.js';
import { canaryLabel } from '../scratch/leftovers.js';
import { builderFile, builderSteps } from './builder.js';
import type { ContainerContext } from './container-context.js';
import { digestOf, networkOf, whyNoMirror } from './engine-words.js';
import { planRoot } from './plan-root.js';
import { inContainer, peakOf, programsFolder, scriptName, sourceFolder } from './script.js';

/**
 * A compile inside a container whose C library is the rung's. The container is made, filled, run, emptied and removed
 * by name, with nothing mounted from here, so that a remote engine serves as well as a local one and no image is left
 * behind. A builder of buildx on another machine runs no containers for others: it gets the same script in a Dockerfile
 * and hands the programs out.
 */
export const planContainer = (input: PlanInput, builds: BuildsInContainer): Plan | Unplannable => {
  const { facts, options, project, place, args } = input;
  const root = chooseRootEngine(facts, options);
  if (root !== null) return planRoot(input, builds, root);
  if (isRootEngine(options.engine)) return { blocked: whyNoRootEngine(options.engine, facts), findings: [] };
  const engine = chooseEngine(facts, options);
  if (!engine) return { blocked: whyNoEngine(facts, options), findings: [] };
  const image = options.image ?? alpineImage;
  if (!isImageName(image)) return { blocked: `"${image}" is not the name of an image.`, findings: [] };
  const badMirror = whyNoMirror(options);
  if (badMirror !== null) return { blocked: badMirror, findings: [] };
  if (engine.builder !== undefined && options.imageArchive !== undefined) {
    return {
      blocked: `The builder "${engine.builder}" cannot use an image from an archive: it pulls images from registries.`,
      findings: [],
    };
  }
  const tools = builds.toolchain(options.arch ?? facts.os.arch ?? 'x86_64');
  const jobs = jobsOf(input);
  const output = `${place.build}/out`;
  const context: ContainerContext = {
    engine,
    options,
    place,
    platform: options.arch === undefined ? undefined : ociPlatform(options.arch),
    buildx: facts.engines.docker.buildx?.version ?? null,
    output,
  };
  return {
    files: [
      { path: `${place.source}/${scriptName}`, content: inContainer({ project, tools, options, args, jobs }) },
      ...(engine.builder === undefined
        ? []
        : [
            { path: `${place.build}/Dockerfile`, content: builderFile(image, place) },
            // In place of the project's own, which is for images of its own and may leave out what a build needs.
            { path: `${place.build}/Dockerfile.dockerignore`, content: '.git\n' },
          ]),
    ],
    folders: [output],
    byEngine: true,
    env: {},
    steps: options.imageArchive ? [load(context, options.imageArchive, options.image)] : containerSteps(context, image),
    output: { folder: output, deep: true },
    jobs,
    expects: { libc: libcsOf(tools.libc), machine: options.arch ?? (engine.remote ? null : facts.os.arch) },
  };
};

// From the grammar of github.com/distribution/reference, loosely: what matters is that it is one word and no option.
const isImageName = (text: string): boolean => /^[a-z0-9][\w.:/@-]{0,400}$/i.test(text);

/** Loads an image archive; its name comes from what the engine says of it, unless one was asked for. */
const load = (context: ContainerContext, archive: string, image: string | undefined): PlannedStep => {
  const { engine } = context;
  const argv =
    engine.name === 'buildah'
      ? [engine.path, 'pull', '--quiet', `docker-archive:${archive}`]
      : [engine.path, 'load', '--input', archive];
  return {
    name: 'load image',
    argv,
    read: (output) => {
      const loaded = image ?? loadedImage(output);
      if (loaded) return { steps: containerSteps(context, loaded) };
      return {
        stop: { outcome: 'failed', reason: `The archive ${archive} contains no named image.`, findings: [] },
      };
    },
  };
};

/** Name or id in what `load` prints: "Loaded image: NAME", "Loaded image(s): NAME", "Loaded image ID: sha256:..."; Buildah prints the id alone. */
export const loadedImage = (output: string): string | null => {
  const named = /^Loaded image(?:\(s\)| ID)?: (\S+)$/m.exec(output)?.[1] ?? /^([0-9a-f]{64})$/m.exec(output)?.[1];
  return named && isImageName(named) ? named : null;
};

const containerSteps = (context: ContainerContext, image: string): readonly PlannedStep[] =>
  context.engine.builder !== undefined
    ? builderSteps(context, context.engine.builder, image)
    : context.engine.name === 'buildah'
      ? buildahSteps(context, image)
      : engineSteps(context, image);

const script = `${sourceFolder}/${scriptName}`;

/** Docker and Podman, whose commands are alike. */
const engineSteps = (context: ContainerContext, image: string): readonly PlannedStep[] => {
  const { engine, options, place, platform, output } = context;
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
        ...[image, '/bin/sh', script],
      ),
      undo: { name: 'remove container', argv: call('rm', '--force', '--volumes', container) },
    },
    identify(context, image, ['image', 'inspect', '--format', '{{json .RepoDigests}} {{.Id}}', image]),
    { name: 'copy sources', argv: call('cp', `${place.source}/.`, `${container}:${sourceFolder}`) },
    { name: 'build', argv: call('start', '--attach', container), peakBytes: peakOf },
    { name: 'fetch programs', argv: call('cp', `${container}:${programsFolder}/.`, output) },
  ];
};

/** Buildah has working containers, which only this machine's user can mount into. */
const buildahSteps = (context: ContainerContext, image: string): readonly PlannedStep[] => {
  const { engine, options, place, platform, output } = context;
  const container = `musl-wizard-canary-${place.id}`;
  const call = (...args: readonly string[]) => [engine.path, ...args];
  const inspected = ['inspect', '--type', 'container', '--format', '{{.FromImageDigest}} {{.FromImageID}}', container];
  return [
    {
      name: 'create container',
      argv: call('from', '--name', container, ...(platform ? ['--platform', platform] : []), image),
      undo: { name: 'remove container', argv: call('rm', container) },
    },
    identify(context, image, inspected),
    { name: 'copy sources', argv: call('copy', '--quiet', container, place.source, sourceFolder) },
    {
      name: 'build',
      argv: call(
        'run',
        ...networkOf(options),
        ...['--volume', `${output}:/output:z`],
        ...[container, '--', '/bin/sh', script, '/output'],
      ),
    },
  ];
};

/** Asks which image it is, for the record. */
const identify = ({ engine, options }: ContainerContext, image: string, args: readonly string[]): PlannedStep => ({
  name: 'identify image',
  argv: [engine.path, ...args],
  optional: true,
  read: (output) => ({
    record: {
      image: { name: image, digest: digestOf(output) },
      options: { ...options, engine: engine.name, image },
    },
  }),
});
