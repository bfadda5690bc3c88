import { alpineImages } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import type { RungOptions } from '../ladder/options.js';

export type EngineName = NonNullable<RungOptions['engine']>;

export interface Engine {
  readonly name: EngineName;
  readonly path: string;
  /** Whether it builds on another machine. */
  readonly remote: boolean;
  /** Docker: the buildx builder that builds instead of the daemon. */
  readonly builder?: string;
}

/** The engine to use: the one asked for, else the first that answers. A builder needs no daemon of this machine. Pure. */
export const chooseEngine = (
  facts: Facts,
  { engine: wanted, builder: wantedBuilder }: Pick<RungOptions, 'engine' | 'builder'>,
): Engine | null => {
  const names: readonly EngineName[] = wantedBuilder ? ['docker'] : wanted ? [wanted] : ['docker', 'podman', 'buildah'];
  for (const name of names) {
    const { cli, daemon, builder: ownBuilder } = facts.engines[name];
    const builder = wantedBuilder ?? ownBuilder ?? undefined;
    // Of a builder that is asked for by name it is not known where it is: limits of this machine say nothing then.
    if (cli && builder !== undefined) return { name, path: cli.path, remote: true, builder };
    // Podman and Buildah have no daemon; their state says whether their storage answers.
    if (cli && daemon.state === 'running') return { name, path: cli.path, remote: daemon.remote === true };
  }
  return null;
};

/** Image that is taken unless another is asked for or a local one is there already. */
export const defaultImage = 'docker.io/library/alpine:3.20';

/** The image to use: the one asked for, else an Alpine that the engine has, else the usual one. Pure. */
export const chooseImage = (facts: Facts, engine: Engine, wanted: string | undefined): string =>
  wanted ?? alpineImages(facts.engines[engine.name])[0] ?? defaultImage;
