import type { Libc } from '../artifact/artifact.js';
import type { MuslHint } from '../artifact/musl-hints.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import { type BuildSystem, isBuildSystem } from './project.js';

/** A rung with its options, as chosen and proven. This much can be shared by a team (`musl-wizard.json`). */
export interface Setup {
  readonly rung: RungId;
  readonly upx: boolean;
  readonly options: RungOptions;
  /** By which build system, where the project's files leave it open and it was said. */
  readonly buildSystem?: BuildSystem;
}

/** How far a proof goes: a small program was built; what the project requires was linked, too; the project itself was built. */
export type Proves = 'tools' | 'libraries' | 'project';

/** A setup as saved on one machine, with what its proof rested on. */
export interface SavedSetup extends Setup {
  readonly schema: 'musl-wizard.setup/1';
  /** Absolute path of the project; null for the machine-wide default. */
  readonly project: string | null;
  /** ISO 8601, when the canary passed. */
  readonly provedAt: string;
  readonly proof: {
    readonly sizeBytes: number | null;
    readonly libc: Libc | null;
    readonly durationMs: number;
    /** Absent in setups of before it was kept. */
    readonly proves?: Proves;
    /** Hints that were said of the program; each is said once. */
    readonly hints?: readonly MuslHint[];
  };
  /** The facts that the verdict rested on, by path ("memory.limitBytes"), for `status`. */
  readonly basis: Readonly<Record<string, unknown>>;
}

/**
 * A setup with the build system that was said before for the same project, unless it names one itself:
 * a new rung does not ask the person again. Pure.
 */
export const keepBuildSystem = (setup: SavedSetup, before: { readonly buildSystem?: unknown } | null): SavedSetup => {
  const { buildSystem } = before ?? {};
  return setup.buildSystem === undefined && typeof buildSystem === 'string' && isBuildSystem(buildSystem)
    ? { ...setup, buildSystem }
    : setup;
};

/** A setup with the hints that were said before, and those of it that were not. Pure. */
export const keepHints = (
  setup: SavedSetup,
  before: SavedSetup | null,
): { readonly setup: SavedSetup; readonly hints: readonly MuslHint[] } => {
  const said = before?.proof.hints ?? [];
  const hints = (setup.proof.hints ?? []).filter((id) => !said.includes(id));
  const all = [...said, ...hints];
  return { setup: all.length === 0 ? setup : { ...setup, proof: { ...setup.proof, hints: all } }, hints };
};
