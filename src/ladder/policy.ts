import type { Libc } from '../artifact/artifact.js';
import type { RungId } from '../rungs/registry.js';

/** What the person (or flows/ladder.yaml) requires of a climb. */
export interface Policy {
  /** Order of the rungs, best first. */
  readonly order: readonly RungId[];
  /** The rung to begin with, wherever it stands in the order. */
  readonly start?: RungId;
  /** Rungs that are tried only when their tools are there already. */
  readonly side: readonly RungId[];
  readonly forbidden: readonly RungId[];
  /** The C library that the binary must have; null: any. */
  readonly requiredLibc: Extract<Libc, 'musl' | 'glibc'> | null;
  readonly upx: boolean;
  /** Nothing may be fetched. */
  readonly offline: boolean;
}
