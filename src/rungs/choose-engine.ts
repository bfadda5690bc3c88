import { type EngineName, engineNames } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import { isRootEngine, type RungOptions } from './options.js';

export interface ChosenEngine {
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
): ChosenEngine | null => {
  const names = engineNames.filter((name) => (wantedBuilder ? name === 'docker' : name === (wanted ?? name)));
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

/** Why `chooseEngine` found none, and what else there is. Pure. */
export const whyNoEngine = (facts: Facts, { engine: wanted }: Pick<RungOptions, 'engine'>): string => {
  if (wanted === undefined || isRootEngine(wanted)) return 'No container engine is usable here.';
  const other = chooseEngine(facts, {});
  const instead = other ? ` ${other.name} is usable: musl-wizard choose --rung alpine --yes` : '';
  const { cli, daemon } = facts.engines[wanted];
  if (!cli) return `${wanted} is not installed.${instead}`;
  const where = daemon.host === null ? '' : ` at ${daemon.host}`;
  const why: Partial<Record<string, string>> = {
    stopped: `: it does not respond${where}`,
    denied: `: permission denied${where}`,
    unreachable: `: its endpoint${where} cannot be reached`,
  };
  return `${wanted} is not usable here${why[daemon.state ?? ''] ?? ''}.${instead}`;
};
