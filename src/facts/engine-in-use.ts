import type { Facts } from './facts.js';

export const engineNames = ['docker', 'podman', 'buildah'] as const;
export type EngineName = (typeof engineNames)[number];
export type EngineFacts = Facts['engines'][EngineName];

/** The engine that the alpine rung takes: the first whose client is here and that works. */
export const engineInUse = (facts: Facts): { readonly name: EngineName; readonly engine: EngineFacts } | null => {
  const name = engineNames.find((each) => {
    const { cli, daemon } = facts.engines[each];
    return cli !== null && daemon.state === 'running';
  });
  return name === undefined ? null : { name, engine: facts.engines[name] };
};

/**
 * Whether the engine in use works outside this machine or container (a remote endpoint, or the
 * host's Docker by its socket), so that memory, tasks and disk seen here say nothing of it.
 */
export const engineIsElsewhere = (facts: Facts): boolean => {
  const used = engineInUse(facts);
  if (!used) return false;
  const { kind } = facts.container;
  const inside = kind !== null && kind !== 'none' && kind !== 'wsl2';
  return used.engine.daemon.remote === true || (used.name === 'docker' && inside);
};

/** The label of the disk that the engine in use keeps its images on; null where that is not here. */
export const engineDiskLabel = (facts: Facts): 'docker' | 'home' | 'root' | null => {
  const used = engineInUse(facts);
  if (!used || engineIsElsewhere(facts)) return null;
  if (used.name === 'docker') return 'docker';
  return used.engine.daemon.rootless === true ? 'home' : 'root';
};
