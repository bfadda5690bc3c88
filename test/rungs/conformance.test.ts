import { describe, expect, it } from 'vitest';
import { canaryProject } from '../../src/build/canary/program.js';
import type { Plan, PlanInput } from '../../src/build/plan.js';
import { planBuild } from '../../src/build/plan-build.js';
import { isFindingId } from '../../src/diagnosis/catalogue.js';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import { shippedCatalogue } from '../../src/explain/shipped.js';
import type { Facts } from '../../src/facts/facts.js';
import { type DeepPartial, overlay } from '../../src/facts/overlay.js';
import { factAt } from '../../src/facts/path.js';
import { packages } from '../../src/project/packages.js';
import { patterns, patternsFor } from '../../src/recipe/patterns.js';
import { type RungId, rungIds, rungs } from '../../src/rungs/registry.js';
import { basisOf } from '../../src/settings/basis.js';
import { samples } from '../recipe/samples.js';
import { machineFor, someFacts } from '../support/facts.js';

const { causes } = shippedCatalogue();
const planned = (rung: RungId, more: Partial<PlanInput> = {}): Plan => {
  const plan = planBuild({
    rung,
    options: {},
    facts: machineFor(rung),
    project: samples.make,
    place: { id: 'abc', scratch: '/s', source: '/s/source', build: '/s/build' },
    args: [],
    timeoutMs: 600_000,
    env: { HOME: '/root' },
    ...more,
  });
  if ('blocked' in plan) throw new Error(plan.blocked);
  return plan;
};

describe.each(rungIds)('the rung %s', (id) => {
  const rung = rungs[id];
  const facts = machineFor(id);

  it('is called by its own id, and says what it is', () => {
    expect(rung.id).toBe(id);
    for (const text of [rung.title, rung.gives, rung.lacksLibrary, rung.forecast(null), rung.forecast(facts)])
      expect(text).toMatch(/\w{3}/);
  });

  it('takes tools, and rests on facts, that there are', () => {
    for (const path of [...rung.tools, ...Object.keys(basisOf(() => null, id, {}))])
      expect(factAt(facts, path), path).not.toBeUndefined();
    expect(rung.tools.length).toBeGreaterThan(0);
    expect(rung.basis({}).length).toBeGreaterThan(0);
    expect(rung.openFacts(facts)).toEqual([]);
  });

  it('is blocked by a finding, or for other machines, where its first tool is not there', () => {
    const [tool = ''] = rung.tools;
    const without: Record<string, DeepPartial<Facts>> = {
      nix: { nix: { installed: false, store: { exists: false, writable: false } } },
      engines: { engines: { docker: { cli: null, daemon: { state: 'absent' } } } },
    };
    const name = tool.replace('toolchain.', '');
    const findings = diagnoseFacts(overlay(facts, without[tool] ?? { toolchain: { [name]: null } }), {});
    const ruledOut = rung.ruledOut?.(overlay(facts, { toolchain: { [name]: [] } })) ?? null;
    const blocks = findings.some((each) => each.severity === 'blocker' && each.rungs.includes(id));
    expect(blocks || ruledOut !== null).toBe(true);
  });

  it('plans programs of the C library that it declares', () => {
    for (const project of Object.values(samples)) expect(planned(id, { project }).expects?.libc[0]).toBe(rung.libc);
  });

  it('names only findings and causes that there are when it is blocked or retried', () => {
    if (rung.builds.where === 'here') {
      const bare = someFacts({ toolchain: { cc: null, muslGcc: null, zig: null } });
      const found = rung.builds.find(bare, 'x86_64');
      expect(found).toHaveProperty('blocked');
      if ('blocked' in found) expect(found.findings.filter((each) => !isFindingId(each))).toEqual([]);
    }
    expect(rung.retries.flatMap((retry) => retry.causes).filter((cause) => !causes.has(cause))).toEqual([]);
  });

  it('has a supply for every library of the table', () => {
    for (const library of packages) {
      const { supply, how } = rung.supply(library);
      expect(['here', 'installable', 'buildable', 'none', 'unknown']).toContain(supply);
      expect(how).toMatch(/\w{3}/);
    }
  });

  it('has recipes for every project, a job of CI among them that builds by the usual one', () => {
    for (const project of Object.values(samples)) {
      const names = patternsFor(id, project).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(rung.ci ? ['justfile', 'team', 'ci'] : ['justfile', 'team']));
      if (!rung.ci) continue;
      const files = patterns
        .find(({ name }) => name === 'ci')
        ?.write({ project, rung: id, options: {}, arch: 'x86_64' });
      expect(files?.[0]?.content).toContain(`with ${id}.`);
      expect(files?.length).toBeGreaterThan(1);
    }
  });
});

/** What a plan starts: the words of its steps and the text of its files, with the places of both sides called alike. */
const started = (texts: readonly string[]): string =>
  texts
    .join('\n')
    // Comments start nothing.
    .replaceAll(/^#.*$/gm, '')
    // A recipe gives the same bytes from every folder; a build has a folder of its own.
    .replaceAll(/^(?:RE)?MAP := .*$| \$\((?:RE)?MAP\)/gm, '')
    .replaceAll('/usr/bin/', '')
    .replaceAll('/usr/local/bin/', '')
    // What a script of a build puts there, unless a shared library is linked.
    .replaceAll(' $static ', ' --static ')
    .replaceAll(/\/s\/build|build-static|\$\(CURDIR\)\/build-static/g, 'BUILD')
    .replaceAll(/\/s\/source/g, '.');

/** The compilers that are started, each with the words behind it that choose a target or a linkage. */
const compilersIn = (text: string): string[] =>
  [
    ...new Set(
      [
        ...text.matchAll(
          /(?<![\w/-])((?:zig c(?:c|\+\+)|(?:\w+-linux-)?musl-g(?:cc|\+\+)|g?cc|c\+\+)(?: -target \S+ -fno-sanitize=[a-z]+)?(?: --?static)?)(?=['"\s\\]|$)/gm,
        ),
      ].map(([, words = '']) => words),
    ),
  ].sort();

const textsOf = ({ steps, files }: Plan): string[] => [
  // What is taken where a question has no answer, which a recipe cannot ask.
  ...steps
    .flatMap((step) => (step.question === true ? (step.otherwise ?? []) : [step]))
    .filter(({ question }) => question !== true)
    .map(({ argv, env }) => [...argv, ...Object.entries(env ?? {}).map(([k, v]) => `${k}=${v}`)].join(' ')),
  ...files.map(({ content }) => content),
];

const { make, cmake, autotools, go } = samples;
const projects = {
  'c-hello': canaryProject('c-hello'),
  'c-crypto': canaryProject('c-crypto'),
  rust: canaryProject('rust'),
  'go with cgo': canaryProject('go'),
  make,
  cmake,
  autotools,
  go,
};

describe.each(rungIds)('by %s a canary, a build and a recipe', (rung) => {
  it.each(Object.keys(projects) as (keyof typeof projects)[])(
    'start the same compiler with the same flags: %s',
    (name) => {
      const project = projects[name];
      const { where } = rungs[rung].builds;
      const texts = textsOf(planned(rung, { project, options: where === 'nix' ? { nixSet: 'pkgsStatic' } : {} }));
      const [usual] = patternsFor(rung, project);
      const files = usual?.write({ project, rung, options: {}, arch: 'x86_64' }) ?? [];
      const [plan, recipe] = [started(texts), started(files.map(({ content }) => content))];
      // A recipe brings the libraries that a build takes from the cache, where there is none here.
      const bare = recipe.replace(/ -isystem \$\(LIBRARIES\)\/include -L\$\(LIBRARIES\)\/lib| --rung \S+/g, '');
      expect(compilersIn(plan)).toEqual(compilersIn(bare));
      for (const flags of plan.match(/-C[a-z-]+=\S+|-O2|-pthread|-trimpath|-tags=\S+|-linkmode external/g) ?? [])
        expect(recipe).toContain(flags);
      switch (where) {
        case 'nix':
          expect(texts).toContain(files[0]?.content);
          break;
        case 'here':
          if (project.build.system !== 'cargo') expect(compilersIn(plan)).not.toEqual([]);
          break;
        case 'container': {
          // The script has the lines of the Dockerfile, packages and steps.
          const script = texts.find((text) => text.startsWith('#!/bin/sh')) ?? '';
          const packages = /apk add --no-cache (.*)/.exec(recipe)?.[1] ?? 'none';
          expect(script).toContain(`apk add --no-cache ${packages}`);
          const steps =
            /^RUN export[\s\S]*?&& \\\n {4}find/m.exec(recipe)?.[0] ?? recipe.match(/^RUN .*-o \/build.*$/m)?.[0] ?? '';
          const lines = steps
            .replace(/^RUN /, '')
            .split(/ && (?:\\\n {4})?/)
            .filter((line) => !/^find/.test(line) && line !== '' && line !== '\\');
          expect(lines.length).toBeGreaterThan(0);
          for (const line of lines)
            expect(script.replaceAll('/build', 'BUILD')).toContain(
              line.replaceAll('/build', 'BUILD').replace(/ \\$/, ''),
            );
          break;
        }
      }
    },
  );
});
