import type { Engine } from '../../rungs/choose-engine.js';
import type { RungOptions } from '../../rungs/options.js';
import type { LineDecoder } from '../log/log-follower.js';
import type { Place, PlannedStep } from '../plan.js';
import { decodeBuildKitLog } from './buildkit-log.js';
import { digestOf, networkOf } from './engine-words.js';

export interface BuilderCourse {
  readonly engine: Engine;
  readonly options: RungOptions;
  readonly place: Place;
  readonly platform: string | undefined;
  /** Version of buildx; null where it is not known. */
  readonly version: string | null;
}

/** The one command of a canary in a Dockerfile; by the id in it its trace in the builder's cache is found again. */
const command = ({ id }: Place): string =>
  `: musl-wizard-canary-${id}; /bin/sh /canary/in-container.sh /canary-program`;

/** A canary as a Dockerfile. */
export const builderFile = (image: string, place: Place): string =>
  [
    `FROM ${image} AS build`,
    `RUN --mount=type=bind,rw,target=/canary ${command(place)}`,
    'FROM scratch',
    'COPY --from=build /canary-program /canary',
    '',
  ].join('\n');

/** A builder of buildx: one build, whose result comes back as a file. */
export const builderSteps = (
  { engine, options, place, platform, version }: BuilderCourse,
  builder: string,
  image: string,
): readonly PlannedStep[] => {
  const call = (...args: readonly string[]) => [engine.path, 'buildx', ...args];
  const rawJson = tellsRawJson(version);
  return [
    {
      name: 'build',
      argv: call(
        ...['build', '--builder', builder, '--progress', rawJson ? 'rawjson' : 'plain', '--no-cache'],
        ...(platform ? ['--platform', platform] : []),
        ...networkOf(options),
        ...['--output', `type=local,dest=${place.output.replace(/\/[^/]+$/, '')}`],
        ...['--file', `${place.source}/Dockerfile.canary`, place.source],
      ),
      ...(rawJson ? { decode: decodeBuildKitLog } : {}),
      read: (output) => ({
        record: {
          image: { name: image, digest: digestOf(/^#\d+ \[build 1\/\d+\] FROM \S+$/m.exec(output)?.[0] ?? '') },
          options: { ...options, engine: engine.name, builder, image },
        },
      }),
      undo: {
        name: 'find its cache',
        argv: call('du', '--builder', builder, '--verbose'),
        decode: () => recordsOf(command(place)),
        read: (output) => ({
          steps: (output.match(/^[a-z0-9]{10,40}$/gm) ?? []).map((id) => ({
            name: 'remove its cache',
            argv: call('prune', '--builder', builder, '--force', '--filter', `id=${id}`),
          })),
        }),
      },
    },
  ];
};

/** `--progress rawjson` came with buildx 0.13. */
const tellsRawJson = (version: string | null): boolean => {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) > 0 || Number(minor) >= 13;
};

/** Of what `docker buildx du --verbose` prints, the ids of the records of a command. */
const recordsOf = (words: string): LineDecoder => {
  let id = '';
  return (line) => {
    id = /^ID:\s+(\S+)$/.exec(line)?.[1] ?? id;
    return line.startsWith('Description:') && line.includes(words) ? [id] : [];
  };
};
