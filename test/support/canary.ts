import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { CanaryEvent, CanaryOptions } from '../../src/build/canary/canary.js';
import { runCanary } from '../../src/build/canary/run-canary.js';
import type { CanaryResult } from '../../src/build/result.js';
import type { Facts } from '../../src/facts/facts.js';
import type { RungId } from '../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from './facts.js';
import { trustedFolder } from './trusted-folder.js';

/** The log of a canary, so that a failed expectation shows what went wrong. */
export const logOf = ({ logFile }: Pick<CanaryResult, 'logFile'>): string =>
  logFile ? readFileSync(logFile, 'utf8') : '';

export interface Tried extends CanaryResult {
  readonly events: readonly CanaryEvent[];
}

export type TryOptions = Partial<CanaryOptions> & { readonly facts?: DeepPartial<Facts> };

/** Runs a canary with a folder of its own for scratch and logs, and checks that nothing is left in it. */
export const canaryBench = () => {
  let folder = '';
  beforeEach(() => {
    folder = trustedFolder('mw-bench-');
    // Nix's build users must reach their folders in it.
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    env: (more: Record<string, string | undefined> = {}) => ({
      ...process.env,
      TMPDIR: folder,
      XDG_STATE_HOME: join(folder, 'state'),
      ...more,
    }),
    async run(rung: RungId, { facts, ...options }: TryOptions = {}): Promise<Tried> {
      const events: CanaryEvent[] = [];
      const result = await runCanary(rung, someFacts(facts), {
        rungOptions: {},
        program: 'c-hello',
        upx: false,
        keep: false,
        timeoutMs: 120_000,
        signal: new AbortController().signal,
        env: this.env(),
        onEvent: (event) => events.push(event),
        ...options,
      });
      if (!options.keep) expect(readdirSync(folder).filter((name) => name !== 'state')).toEqual([]);
      return { ...result, events };
    },
  };
};
