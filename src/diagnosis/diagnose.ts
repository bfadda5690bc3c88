import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { type RungId, rungsFor } from '../rungs/registry.js';
import { diagnoseBinfmt } from './binfmt.js';
import { diagnoseContainer } from './container.js';
import { diagnoseDisk } from './disk.js';
import { diagnoseEngines } from './engines.js';
import type { Finding } from './finding.js';
import { diagnoseIsolation } from './isolation.js';
import { diagnoseMemory } from './memory.js';
import { diagnoseNetwork } from './network.js';
import { diagnoseNix } from './nix.js';
import { diagnoseOs } from './os.js';
import { diagnosePids } from './pids.js';
import { diagnoseToolchain } from './toolchain.js';
import { diagnoseUnknown } from './unknown.js';

const domains = [
  diagnoseOs,
  diagnoseContainer,
  diagnoseIsolation,
  diagnoseMemory,
  diagnosePids,
  diagnoseDisk,
  diagnoseNix,
  diagnoseEngines,
  diagnoseToolchain,
  diagnoseNetwork,
  diagnoseBinfmt,
  diagnoseUnknown,
];

const rank = { blocker: 0, warning: 1, info: 2 } as const;

/** Of two blockers the one that blocks more rungs is worse. */
const byWeight = (a: Finding, b: Finding): number =>
  rank[a.severity] - rank[b.severity] || (a.severity === 'blocker' ? b.rungs.length - a.rungs.length : 0);

/**
 * What a person should know of a machine, worst first; what weighs the same is in the order of the
 * domains above. Decisions rest on facts; captures give the evidence, and what no fact contains. Pure.
 */
export const diagnoseFacts = (facts: Facts, captures: Captures): Finding[] => {
  const findings = domains.flatMap((domain) => domain(facts, captures));
  const here = rungsFor(facts);
  return findings.flatMap((each) => sparing(each, here)).sort(byWeight);
};

/** A finding without the rungs that are for other machines; none where it is about such rungs alone. */
const sparing = (finding: Finding, here: readonly RungId[]): readonly Finding[] => {
  if (finding.rungs.every((rung) => here.includes(rung))) return [finding];
  const rungs = finding.rungs.filter((rung) => here.includes(rung));
  return rungs.length === 0 ? [] : [{ ...finding, rungs }];
};
