import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/diagnosis/finding.js';
import type { Facts } from '../../src/facts/facts.js';
import type { FlowContext } from '../../src/flow/condition.js';
import type { Verdict, VerdictState } from '../../src/ladder/verdict.js';
import type { RungId } from '../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

const treesFolder = join(import.meta.dirname, '../../flows/trees');
export const readTree = (name: string) => readFile(join(treesFolder, `${name}.yaml`), 'utf8');

/** A machine as a tree sees it, with verdicts given directly. */
export const seen = (
  facts: DeepPartial<Facts> = {},
  verdicts: Partial<Record<RungId, VerdictState | Verdict>> = {},
  findings: readonly Finding[] = [],
): FlowContext => ({
  facts: someFacts(facts),
  findings,
  rungs: Object.entries(verdicts).map(([id, verdict]) =>
    typeof verdict === 'string' ? { id: id as RungId, verdict, because: [] } : verdict,
  ),
});
