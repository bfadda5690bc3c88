import type { LineDecoder } from '../log/log-follower.js';
import type { BuildPaths, PlannedStep } from '../plan.js';
import { decodeBuildKitLog } from './buildkit-log.js';
import type { ContainerContext } from './container-context.js';
import { digestOf, networkOf } from './engine-words.js';
import { scriptName, sourceFolder } from './script.js';

/** Where the one command of the Dockerfile leaves the programs. */
const handedOut = '/handed-out';

/** The one command of a build in a Dockerfile; by the id in it its trace in the builder's cache is found again. */
const command = ({ id }: BuildPaths): string =>
  `: musl-wizard-canary-${id}; /bin/sh ${sourceFolder}/${scriptName} ${handedOut}`;

/** A build as a Dockerfile, for a builder that runs no containers for others. */
export const builderFile = (image: string, place: BuildPaths): string =>
  [
    `FROM ${image} AS build`,
    `RUN --mount=type=bind,rw,target=${sourceFolder} ${command(place)}`,
    'FROM scratch',
    `COPY --from=build ${handedOut}/ /`,
    '',
  ].join('\n');

/** A builder of buildx: one build, whose result comes back as files. */
export const builderSteps = (
  { engine, options, place, platform, buildx, output }: ContainerContext,
  builder: string,
  image: string,
): readonly PlannedStep[] => {
  const call = (...args: readonly string[]) => [engine.path, 'buildx', ...args];
  const rawJson = tellsRawJson(buildx);
  return [
    {
      name: 'build',
      argv: call(
        ...['build', '--builder', builder, '--progress', rawJson ? 'rawjson' : 'plain', '--no-cache'],
        ...(platform ? ['--platform', platform] : []),
        ...networkOf(options),
        ...['--output', `type=local,dest=${output}`],
        ...['--file', `${place.build}/Dockerfile`, place.source],
      ),
      ...(rawJson ? { decode: decodeBuildKitLog } : {}),
      read: (text) => ({
        record: {
          image: { name: image, digest: digestOf(/^#\d+ \[build 1\/\d+\] FROM \S+$/m.exec(text)?.[0] ?? '') },
          options: { ...options, engine: engine.name, builder, image },
        },
      }),
      undo: {
        name: 'find its cache',
        argv: call('du', '--builder', builder, '--verbose'),
        decode: () => recordsOf(command(place)),
        read: (text) => ({
          steps: (text.match(/^[a-z0-9]{10,40}$/gm) ?? []).map((id) => ({
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
