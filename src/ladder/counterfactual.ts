import type { FindingId } from '../diagnosis/catalogue.js';
import { diagnoseFacts } from '../diagnosis/diagnose.js';
import { domainOf } from '../diagnosis/domain-of.js';
import type { Finding, FixActor } from '../diagnosis/finding.js';
import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { Captures } from '../machine/capture.js';
import type { RungId } from '../rungs/registry.js';
import { changesByFinding, type FactChange } from './fact-changes.js';
import { judgeRung } from './judge.js';
import { suppose } from './suppose.js';

/** A fact that would have to be another, and who can make it so. */
interface NeededChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  /** The finding that it would take away. */
  readonly finding: string;
  readonly who: FixActor;
}

/** What would have to change before a rung is ready. */
export interface Counterfactual {
  readonly rung: RungId;
  /** The fewest changes that make it ready; empty when it is ready, null when none are known. */
  readonly changes: readonly NeededChange[] | null;
}

interface State {
  readonly facts: Facts;
  readonly changes: readonly NeededChange[];
}

const maxChanges = 12;
const maxStates = 400;
const costOf: Readonly<Record<FixActor, number>> = { you: 0, root: 1, host: 2, network: 3 };

/**
 * The smallest set of facts that would have to change for a rung to be ready: breadth first over
 * what each blocking finding would be undone by, diagnosing and judging again after every change.
 * Of sets of one size the one that asks the least of others is taken. Pure.
 */
export const counterfactual = (facts: Facts, captures: Captures, rung: RungId): Counterfactual => {
  let level: State[] = [{ facts, changes: [] }];
  const seen = new Set<string>();
  for (let size = 0; size <= maxChanges && level.length > 0; size += 1) {
    const next: State[] = [];
    const solved: State[] = [];
    for (const state of level) {
      const findings = diagnoseFacts(state.facts, captures);
      const { verdict, because } = judgeRung(rung, findings, state.facts);
      if (verdict === 'ready') solved.push(state);
      // What is left open cannot be fixed, only learned.
      if (verdict === 'ready' || verdict === 'unknown') continue;
      // Every blocker has to go, so that it is enough to branch on what the first would be undone by.
      const blocker = findings.find(
        (each) => each.severity === 'blocker' && because.includes(each.id) && each.rungs.includes(rung),
      );
      if (!blocker) continue;
      for (const change of changesByFinding[blocker.id as FindingId]?.(state.facts, rung) ?? []) {
        const changed = apply(state, change, blocker);
        const key = changed.changes
          .map(({ path }) => path)
          .sort()
          .join(' ');
        if (changed.facts === state.facts || seen.has(key) || seen.size >= maxStates) continue;
        seen.add(key);
        next.push(changed);
      }
    }
    const best = solved.sort((a, b) => cost(a) - cost(b))[0];
    if (best) return { rung, changes: best.changes };
    level = next;
  }
  return { rung, changes: null };
};

const cost = ({ changes }: State): number => changes.reduce((sum, { who }) => sum + costOf[who], 0);

const apply = (state: State, change: FactChange, blocker: Finding): State => {
  if (state.changes.some(({ path }) => path === change.path)) return state;
  const sets = Object.entries({ [change.path]: change.to, ...change.follows });
  const facts = suppose(
    state.facts,
    sets.map(([path, value]) => ({ path, value })),
  );
  const needed: NeededChange = {
    path: change.path,
    from: factAt(state.facts, change.path) ?? null,
    to: change.to,
    finding: blocker.id,
    who: whoCan(state.facts, change, blocker),
  };
  return { facts, changes: [...state.changes, needed] };
};

/** Who the fixes name, the nearest first; without fixes, whoever rules over what the fact is of. */
const whoCan = (facts: Facts, change: FactChange, { id, fixes }: Finding): FixActor => {
  if (change.path.startsWith('network.')) return 'network';
  const named = fixes.map(({ who }) => who ?? 'you').sort((a, b) => costOf[a] - costOf[b])[0];
  if (named !== undefined) return named;
  const domain = domainOf(id);
  const outside = domain === 'memory' || domain === 'pids' || domain === 'disk' || domain === 'isolation';
  const inside = facts.container.kind !== null && facts.container.kind !== 'none';
  if (outside && inside) return 'host';
  return facts.isolation.uid === 0 ? 'you' : 'root';
};
