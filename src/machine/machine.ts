import type { Capture, CaptureKey } from './capture.js';
import type { Environment } from './expand.js';

/** How a machine is read: by this process, by the shell collector over some transport, or from a file. */
export interface Machine {
  /** As given with `--on`: local, snapshot:FILE, ssh:..., docker:..., podman:..., exec:... */
  readonly target: string;
  readonly collector: 'node' | 'sh' | 'snapshot';
  /** When it was read, for one that was read before: ISO 8601. */
  readonly collectedAt?: string;
  /**
   * Reads all keys, side by side, each bounded in time and size. Never throws for a key that
   * cannot be read: that is a capture with its error. Yields each as soon as it is there, so that
   * a screen can show facts as they come.
   * @throws {UserError} only when the machine itself cannot be reached
   */
  read(keys: readonly CaptureKey[], options: ReadOptions): AsyncIterable<readonly [string, Capture]>;
}

/** From where, and with how much time, a machine is read. */
export interface MachineOptions {
  readonly env: Environment;
  readonly cwd: string;
  /** How many times the usual time reading it may take at least, from --patience; default 1. */
  readonly patience?: number | undefined;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /**
   * Milliseconds for the whole reading; what is not there by then is a capture with error "late". Absent: what such a
   * machine usually takes, times its pace.
   */
  readonly deadlineMs?: number;
  /** The least pace to go by, of a reading that can wait. */
  readonly patience?: number;
}

/** A snapshot file: all captures of a machine. Keys are a contract. */
export interface Snapshot {
  readonly schema: 'musl-wizard.snapshot/1';
  readonly meta: {
    readonly collectedAt: string;
    readonly collector: 'node' | 'sh' | 'snapshot';
    readonly target: string;
    readonly redacted: boolean;
  };
  readonly captures: Readonly<Record<string, Capture>>;
}
