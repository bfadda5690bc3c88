import document from '../../flows/thresholds.yaml';
import { type RungId, rungs } from '../rungs/registry.js';
import type { Where } from '../rungs/rung.js';

/** Below `block` it cannot work, below `warn` it may fail. In bytes, tasks or inodes. */
export interface Threshold {
  readonly block?: number;
  readonly warn?: number;
  /** Where the figure comes from. */
  readonly source: string;
}

export interface Thresholds {
  readonly memory: Readonly<Record<'compile' | 'nixEvaluate' | 'nixToolchain' | 'engineBuild', Threshold>>;
  readonly pids: Readonly<Record<'compile' | 'nix' | 'engine' | 'parallel', Threshold>>;
  readonly disk: Readonly<Record<'scratch' | 'nix' | 'engine', Threshold>>;
  readonly inodes: Readonly<Record<'scratch' | 'nix' | 'engine', Threshold>>;
  /** How many times `disk.engine` counts where every layer is a copy. */
  readonly vfsFactor: number;
}

/** flows/thresholds.yaml; its shape is checked by test/diagnosis/thresholds.test.ts. */
export const thresholds = document as Thresholds;

const needs: Readonly<Record<Where, { readonly memory: Threshold; readonly tasks: Threshold }>> = {
  here: { memory: thresholds.memory.compile, tasks: thresholds.pids.compile },
  container: { memory: thresholds.memory.engineBuild, tasks: thresholds.pids.engine },
  nix: { memory: thresholds.memory.nixEvaluate, tasks: thresholds.pids.nix },
};

/** What a rung needs of the machine it builds on. */
export const needsOf = (rung: RungId): { readonly memory: Threshold; readonly tasks: Threshold } =>
  needs[rungs[rung].builds.where];

/** "384 MiB for pkgs-musl, 32 MiB for zig and musl-gcc": what rungs need; rungs with the same need are grouped. */
export const needsByRung = (ids: readonly RungId[], need: (rung: RungId) => string): string => {
  const amounts = [...new Set(ids.map(need))];
  return amounts
    .map((amount) => {
      const names = ids.filter((rung) => need(rung) === amount);
      const last = names.at(-1) ?? '';
      return `${amount} for ${names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last}`;
    })
    .join(', ');
};

/** How a figure stands to a threshold; null where it is enough, or not known. */
export const shortOf = (figure: number | null, threshold: Threshold, factor = 1): 'blocker' | 'warning' | null => {
  if (figure === null) return null;
  if (threshold.block !== undefined && figure < threshold.block * factor) return 'blocker';
  if (threshold.warn !== undefined && figure < threshold.warn * factor) return 'warning';
  return null;
};
