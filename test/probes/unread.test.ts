/**
 * What was not read is not known, and never something else: whichever captures of a kept machine
 * are missing, no fact becomes another one, and no rung becomes ready or is blocked by it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { judgeAll } from '../../src/ladder/judge.js';
import type { Capture, CaptureKey, Captures } from '../../src/machine/capture.js';
import { parseSnapshot } from '../../src/machine/snapshot.js';
import { probes } from '../../src/probes/index.js';
import { interpret, keysOf } from '../../src/probes/interpret.js';

const folder = join(import.meta.dirname, '../../fixtures/snapshots');
const machines = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, captures: parseSnapshot(readFileSync(join(folder, name), 'utf8'), name).captures }));

/** Every value of the facts by its path. */
const leaves = (value: unknown, path = ''): [string, unknown][] => {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
};

/** Facts that became others: what is no longer known is null, "unknown" or "skipped", or missing of a list. */
const changed = (before: Facts, after: Facts): string[] => {
  const now = new Map(leaves(after));
  return leaves(before).flatMap(([path, was]) => {
    const is = now.get(path) ?? null;
    if (is === null || isDeepStrictEqual(is, was)) return [];
    // A folder of which only the variable is known that names it.
    const variable = path.startsWith('disk.') && /^\$[A-Z]+$/.test(String(is));
    if (path === 'container.evidence' || is === 'unknown' || variable) return [];
    if (Array.isArray(is) && Array.isArray(was) && is.every((each) => isKept(each, was))) return [];
    return [`${path}: ${JSON.stringify(was)} -> ${JSON.stringify(is)}`];
  });
};

/** Whether an entry of a list was there before, perhaps with less known of it. */
const isKept = (entry: unknown, list: readonly unknown[]): boolean =>
  list.some((was) => {
    if (typeof entry !== 'object' || entry === null) return was === entry;
    const old = new Map(leaves(was));
    return leaves(entry).every(([path, is]) => is === null || is === 'skipped' || is === old.get(path));
  });

/** What is said of the rungs: which are ready, and which something blocks, of which domain. */
const said = (captures: Captures): Set<string> => {
  const facts = interpret(captures);
  const findings = diagnoseFacts(facts, captures);
  const blocked = findings
    .filter(({ severity }) => severity === 'blocker')
    .flatMap(({ id, rungs }) => rungs.map((rung) => `${rung}: blocked by ${id.split('-')[0]}`));
  const ready = judgeAll(findings, facts).filter(({ verdict }) => verdict === 'ready');
  return new Set([...blocked, ...ready.map(({ id }) => `${id}: ready`)]);
};

const without = (captures: Captures, keys: readonly string[], error: string): Captures => ({
  ...captures,
  ...Object.fromEntries(keys.map((key) => [key, { ok: false, error } satisfies Capture])),
});

describe.each(machines)('$name', ({ captures }) => {
  const before = interpret(captures);
  const saidBefore = said(captures);
  // Of a rung that is for other machines nothing else is said, until it is not known what this one is.
  const others = judgeAll(diagnoseFacts(before, captures), before).filter(({ ruledOut }) => ruledOut !== undefined);
  const hidden = (each: string) => others.some(({ id }) => each.startsWith(`${id}: blocked`));
  const keys = Object.keys(captures);
  // What a pattern brought is not in any list.
  const listed = new Set<string>(keysOf());

  it('read for one domain alone', () => {
    for (const { domain, reads, interpret: interpretOne } of probes) {
      const kept = Object.entries(captures).filter(([key]) => !listed.has(key) || reads.includes(key as CaptureKey));
      expect(interpretOne(Object.fromEntries(kept)), domain).toEqual(before[domain]);
    }
  });

  it('without any one of its captures', () => {
    for (const key of keys) {
      const rest = without(captures, [key], 'late');
      // Of a key that is listed, only those that list it know; the test before holds that.
      const reading = probes.filter(({ reads }) => !listed.has(key) || reads.includes(key as CaptureKey));
      const after = Object.fromEntries(
        reading.map(({ domain, interpret: interpretOne }) => [domain, interpretOne(rest)]),
      );
      expect(changed(before, { ...before, ...after }), key).toEqual([]);
    }
  });

  it('without several', () => {
    const some = fc.oneof(fc.subarray(keys), fc.subarray(keys, { maxLength: 5 }));
    fc.assert(
      fc.property(some, fc.constantFrom('late', 'missing'), (dropped, error) => {
        const rest = without(captures, dropped, error);
        expect(changed(before, interpret(rest)), 'facts').toEqual([]);
        expect(
          [...said(rest)].filter((each) => !saidBefore.has(each) && !hidden(each)),
          'rungs',
        ).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
