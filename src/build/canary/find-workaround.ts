import type { Facts } from '../../facts/facts.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { Workaround } from '../result.js';
import type { CanaryOptions, RunCanary } from './canary.js';

/** Runs the small canary again with one thing changed at a time until one passes; within the options' time for all. */
export const findWorkaround = async (
  run: RunCanary,
  rung: RungId,
  facts: Facts,
  options: CanaryOptions,
): Promise<Workaround> => {
  const deadline = performance.now() + options.timeoutMs;
  const tried: string[] = [];
  for (const variation of rungs[rung].variations(facts, options.rungOptions)) {
    const timeoutMs = deadline - performance.now();
    if (options.signal.aborted || timeoutMs <= 0) break;
    const result = await run(rung, facts, {
      ...options,
      rungOptions: variation.options,
      timeoutMs,
      upx: false,
      keep: false,
    });
    if (result.outcome === 'passed') return { found: variation, tried };
    tried.push(variation.name);
  }
  return { found: null, tried };
};
