import { describe, expect, it, vi } from 'vitest';
import type { Rung } from '../../src/rungs/rung.js';

/** A rung that is in no file of src: what a new file in src/rungs with its line in the registry would add. */
const id = 'fake-musl' as RungId;

vi.mock('../../src/rungs/registry.js', async (original) => {
  const registry = await original<typeof import('../../src/rungs/registry.js')>();
  const { 'musl-gcc': like } = registry.rungs;
  if (like.builds.where !== 'here') throw new Error('musl-gcc builds here');
  const programs = { ...like.builds.named('x86_64'), cc: ['fake-gcc'], cxx: ['fake-g++'] };
  const fake: Rung = {
    ...like,
    id: 'fake-musl' as typeof like.id,
    title: 'the fake compiler',
    tools: ['toolchain.clang'],
    languages: ['c', 'cxx', 'rust', 'go'],
    builds: {
      ...like.builds,
      named: () => programs,
      makefile: 'Makefile.fake',
      find: ({ toolchain }) =>
        toolchain.clang
          ? { ...programs, cc: ['/opt/fake-gcc'] }
          : { blocked: 'fake-gcc is not installed.', findings: [] },
    },
    basis: () => ['toolchain.clang.path'],
    forecast: () => 'Two seconds',
    ci: { action: null, packages: ['fake-tools'], librariesFromDebian: false },
  };
  Object.assign(registry.rungs, { [fake.id]: fake });
  (registry.rungIds as string[]).push(fake.id);
  return registry;
});

const { planBuild } = await import('../../src/build/plan-build.js');
const { catalogue } = await import('../../src/diagnosis/catalogue.js');
const { diagnoseFacts } = await import('../../src/diagnosis/diagnose.js');
const { nextRung } = await import('../../src/engine/next-rung.js');
const { climb } = await import('../../src/ladder/climb.js');
const { defaultPolicy } = await import('../../src/ladder/default-policy.js');
const { judgeAll } = await import('../../src/ladder/judge.js');
const { loadPolicy } = await import('../../src/ladder/load-policy.js');
const { parseTeamFile } = await import('../../src/project/team-file.js');
const { patterns, patternsFor } = await import('../../src/recipe/patterns.js');
const { isRungId, rungs } = await import('../../src/rungs/registry.js');
const { basisOf } = await import('../../src/settings/basis.js');
const { samples } = await import('../recipe/samples.js');
const { someFacts } = await import('../support/facts.js');
type RungId = import('../../src/rungs/registry.js').RungId;

const clang = { path: '/usr/bin/clang', version: null };
const facts = someFacts({ toolchain: { clang } });
const verdictOf = (on: typeof facts) => judgeAll(diagnoseFacts(on, {}), on).find((verdict) => verdict.id === id);

describe('a rung that is only in the registry', () => {
  it('has a verdict, which limits of the machine decide as for any other', () => {
    expect(verdictOf(facts)).toEqual({ id, verdict: 'ready', because: [] });
    const small = verdictOf(someFacts({ memory: { effectiveBytes: 1024 ** 2 } }));
    expect(small?.because).toContain('memory-too-low');
    expect(catalogue['disk-full'].rungs).toContain(id);
    expect(catalogue['nix-absent'].rungs).not.toContain(id);
  });

  it('is climbed to where a ladder names it, and comes next where another failed', () => {
    const policy = loadPolicy({ schema: 'musl-wizard.ladder/1', order: [id] }, 'a ladder');
    const verdicts = judgeAll(diagnoseFacts(facts, {}), facts);
    expect(climb({ verdicts, findings: [], results: [], skipped: [], policy }).next).toBe(id);
    const only = verdicts.map((each) => ({
      ...each,
      verdict: each.id === id ? ('ready' as const) : ('impossible' as const),
    }));
    const failed = { outcome: 'failed', diagnoses: [] } as const;
    const next = (cause: string | null) =>
      nextRung(
        samples.make,
        'zig',
        { ...failed, diagnoses: cause === null ? [] : [{ cause, root: true } as never] },
        { rungs: only, findings: [], facts },
      );
    expect(next(null)).toBe(id);
    expect(next('make-missing')).toBeNull();
    expect(defaultPolicy.order).not.toContain(id);
  });

  it('plans a build by its own compiler, and says why not', () => {
    const plan = (on: typeof facts) =>
      planBuild({
        rung: id,
        options: {},
        facts: on,
        project: samples.make,
        place: { id: 'a', scratch: '/s', source: '/s/source', build: '/s/build' },
        args: [],
        timeoutMs: 1000,
        env: {},
      });
    expect(plan(facts)).toMatchObject({ expects: { libc: ['musl', 'none', 'unknown'] } });
    expect(JSON.stringify(plan(facts))).toContain('exec /opt/fake-gcc $static ');
    expect(plan(someFacts({ toolchain: { clang: null } }))).toMatchObject({ blocked: 'fake-gcc is not installed.' });
  });

  it('is in the list of recipes, which start its compiler, and has a job of CI', () => {
    const input = { project: samples.make, rung: id, options: {}, arch: 'x86_64' };
    expect(patternsFor(id, samples.make).map(({ name }) => name)).toEqual(['makefile', 'justfile', 'team', 'ci']);
    const [makefile] = patternsFor(id, samples.make)[0]?.write(input) ?? [];
    expect(makefile?.path).toBe('Makefile.fake');
    expect(makefile?.content).toMatch(/'CC=fake-gcc .*\$\(MAP\) --static'/);
    const ci = patterns.find(({ name, rungs: of }) => name === 'ci' && of.includes(id))?.write(input)[0]?.content;
    expect(ci).toContain('fake-tools');
    expect(ci).toContain('make -f Makefile.fake');
  });

  it('has a forecast, a basis, and a name that files and options know', () => {
    expect(rungs[id].forecast(null)).toBe('Two seconds');
    expect(basisOf((path) => path, id, {})).toHaveProperty(['toolchain.clang.path']);
    expect(isRungId(id)).toBe(true);
    expect(parseTeamFile(JSON.stringify({ schema: 'musl-wizard.project/1', rung: id }))).toMatchObject({ rung: id });
  });
});
