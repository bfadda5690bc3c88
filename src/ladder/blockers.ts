import { type FindingId, isFindingId } from '../diagnosis/catalogue.js';
import { diagnoseFacts } from '../diagnosis/diagnose.js';
import type { Facts } from '../facts/facts.js';
import type { RungId } from '../rungs/registry.js';

/** Ids of the findings that block a rung as the machine is. Pure. */
export const blockersOf = (rung: RungId, facts: Facts): readonly FindingId[] =>
  diagnoseFacts(facts, {})
    .filter(({ severity, rungs }) => severity === 'blocker' && rungs.includes(rung))
    .map(({ id }) => id)
    .filter(isFindingId);
