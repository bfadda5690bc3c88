import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { compileCatalogue } from '../../src/explain/catalogue.js';
import { explainText } from '../../src/explain/explain.js';
import type { Scan } from '../../src/explain/findings.js';
import { normalLine } from '../../src/explain/normal-line.js';
import { searchTexts } from '../../src/explain/required-literals.js';
import { Scanner } from '../../src/explain/scanner.js';
import { shippedCatalogue, shippedFiles } from '../../src/explain/shipped.js';
import { type Signature, signatureFileSchema } from '../../src/explain/signature.js';

const scan = (log: string): Scan => {
  const scanner = new Scanner(shippedCatalogue());
  scanner.push(Buffer.from(log));
  return scanner.end();
};
const causes = [...shippedCatalogue().causes.values()];
const signatures = causes.flatMap((cause) =>
  cause.signatures.map((signature, index) => ({ cause, signature, name: `${cause.id} ${index + 1}` })),
);
const searched = signatures.filter(({ signature }) => !signature.pointed);
const pointed = signatures.filter(({ signature }) => signature.pointed);
/** The compiled form of a signature: they stand in the order of the files. */
const probeOf = new Map(searched.map(({ signature }, index) => [signature, shippedCatalogue().probes[index]]));
const finds = (log: string, signature: Signature) =>
  scan(log).sightings.some(({ probe }) => probe === probeOf.get(signature));

describe('the shipped signatures', () => {
  it.each(shippedFiles.map((file) => [file.area, file] as const))('%s has the right shape', (_, file) => {
    expect([...Value.Errors(signatureFileSchema, file)]).toEqual([]);
  });

  it('name only causes that exist', () => {
    const ids = new Set(causes.map(({ id }) => id));
    const unknown = causes.flatMap(({ id, leadsTo }) =>
      (leadsTo ?? []).filter((next) => !ids.has(next) || next === id),
    );
    expect(unknown).toEqual([]);
  });

  const commandsOf = causes.flatMap(({ id, fixes }) =>
    fixes.flatMap((fix) => (fix.commands ?? []).map((command) => ({ id, title: fix.title, command }))),
  );

  it('give only commands that a shell can parse, each by itself', () => {
    const script = commandsOf.map(({ command }) => `check '${command.replaceAll("'", "'\\''")}'`).join('\n');
    const check = 'check() { printf "%s\\n" "$1" | sh -n || echo "$1"; }\n';
    const { stdout, stderr } = spawnSync('sh', [], { input: check + script, encoding: 'utf8' });
    expect(stdout + stderr).toBe('');
  });

  it('pipe no download into a shell', () => {
    expect(commandsOf.filter(({ command }) => /\b(?:curl|wget)\b.*\|\s*(?:sudo )?\w*sh\b/.test(command))).toEqual([]);
  });

  it('say so where a command deletes something', () => {
    const deletes = /\bprune\b|\bclean\b|collect-garbage|\brm -\w*r|--delete\b/;
    const untold = commandsOf.filter(
      ({ command, title }) => deletes.test(command) && !/\b(?:delet|remov|without|loses|Take|Remove)/i.test(title),
    );
    expect(untold).toEqual([]);
  });

  it('keep every cause that was released: scripts and flows name them', () => {
    const ids = new Set(causes.map(({ id }) => id));
    const released = readFileSync(join(import.meta.dirname, 'released-causes.txt'), 'utf8')
      .trim()
      .split('\n');
    expect(released.filter((id) => !ids.has(id))).toEqual([]);
    expect(causes.filter(({ signatures, fixes }) => signatures.length === 0 || fixes.length === 0)).toEqual([]);
  });

  it.each(searched)('$name is a pattern or a fact, and requires a literal text to search for', ({ signature }) => {
    expect([signature.pattern, signature.fact].filter((each) => each !== undefined)).toHaveLength(1);
    expect(searchTexts(probeOf.get(signature)?.pattern.source ?? '')).not.toEqual([]);
  });

  it.each(searched)('$name finds its positive samples', ({ signature }) => {
    for (const sample of signature.positive) expect(finds(sample, signature), sample).toBe(true);
  });

  it.each(searched)('$name does not find its near misses', ({ signature }) => {
    for (const sample of signature.nearMiss) expect(finds(sample, signature), sample).toBe(false);
  });

  it.each(searched)('$name is announced wherever it matches', ({ signature }) => {
    const pattern = probeOf.get(signature)?.pattern ?? /^$/;
    const texts = searchTexts(pattern.source).map((text) => text.toLowerCase());
    for (const sample of [...signature.positive, ...signature.nearMiss]) {
      for (const line of sample.split('\n').map(normalLine)) {
        if (pattern.test(line)) {
          expect(
            texts.some((text) => line.toLowerCase().includes(text)),
            line,
          ).toBe(true);
        }
      }
    }
  });
});

describe('signatures for the line that a log is pointed at', () => {
  it.each(pointed)('$name finds its positive samples', ({ cause, signature }) => {
    for (const sample of signature.positive)
      expect(explainText(`building\n${sample}\n`).diagnoses, sample).toMatchObject([{ cause: cause.id, line: 2 }]);
  });

  it.each(pointed)('$name does not find its near misses', ({ cause, signature }) => {
    for (const sample of signature.nearMiss)
      expect(explainText(`building\n${sample}\n`).diagnoses.map((each) => each.cause)).not.toContain(cause.id);
  });

  it.each(pointed)('$name is less sure than what is searched for', ({ signature }) => {
    expect(signature.confidence).toBeLessThanOrEqual(0.5);
  });
});

describe('what a cause leads to', () => {
  const leadsTo = new Map(causes.map(({ id, leadsTo: next }) => [id, next ?? []]));

  it('are causes, named once, and never the cause itself', () => {
    for (const [id, next] of leadsTo) {
      expect(new Set(next).size, id).toBe(next.length);
      expect(next, id).not.toContain(id);
      for (const each of next) expect(leadsTo.has(each), `${id} -> ${each}`).toBe(true);
    }
  });

  // Each edge with a log: what is known of both, the consequence first, must give the root first.
  const sampleOf = (id: string) =>
    causes
      .find((cause) => cause.id === id)
      ?.signatures.filter(({ shown, requires, pointed: isPointed }) => !shown && !requires && !isPointed)[0];
  const edges = [...leadsTo].flatMap(([from, next]) => next.map((to) => [from, to] as const));
  const reaches = (from: string, to: string): boolean => {
    const open = [from];
    const seen = new Set<string>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of leadsTo.get(at) ?? []) {
        if (next === to) return true;
        if (!seen.has(next)) open.push(next);
        seen.add(next);
      }
    }
    return false;
  };

  it.each(edges)('%s comes before %s', (from, to) => {
    const [root, follower] = [sampleOf(from), sampleOf(to)];
    if (root === undefined || follower === undefined || reaches(to, from)) return;
    const filler = 'x\n'.repeat(60);
    const { diagnoses } = explainText(`${follower.positive[0]}\n${filler}${root.positive[0]}\n`);
    const order = diagnoses.map(({ cause }) => cause);
    // A sample may be read by a third cause, and a hint gives way to what is sure.
    if (!order.includes(from) || !order.includes(to)) return;
    if ((root.confidence ?? 0.9) < 0.6 && (follower.confidence ?? 0.9) >= 0.6) return;
    expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
  });
});

describe('compileCatalogue', () => {
  it('refuses a cause that is defined twice', () => {
    const [file] = shippedFiles;
    expect(() => compileCatalogue(file ? [file, file] : [])).toThrow(/defined twice/);
  });
});

describe('explainText', () => {
  it('gives nothing for nothing', () => {
    expect(explainText('')).toEqual({ bytes: 0, lines: 0, diagnoses: [], unknown: [] });
  });
});
