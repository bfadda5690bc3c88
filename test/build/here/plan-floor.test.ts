import { describe, expect, it } from 'vitest';
import { planFloor } from '../../../src/build/here/plan-floor.js';
import type { Plan, PlanInput } from '../../../src/build/plan.js';
import { floorRungs, type RungId, rungIds } from '../../../src/rungs/registry.js';
import { languageSamples, samples } from '../../recipe/samples.js';
import { machineFor } from '../../support/facts.js';

const place = { id: 'abc', scratch: '/scratch', source: '/scratch/source', build: '/scratch/build' };
const [rung = 'zig'] = floorRungs;
const plan = (more: Partial<PlanInput> = {}) =>
  planFloor(
    {
      rung,
      options: {},
      project: samples.make,
      facts: machineFor(more.rung ?? rung),
      place,
      args: ['V=1'],
      timeoutMs: 600_000,
      env: { PATH: '/opt/bin:/usr/bin', CFLAGS: '-g', HOME: '/home/me' },
      ...more,
    },
    '2.17',
  );
const planned = (more: Partial<PlanInput> = {}): Plan => {
  const made = plan(more);
  if ('blocked' in made) throw new Error(made.blocked);
  return made;
};
const wordsOf = ({ files }: Plan, name: string) =>
  files.find(({ path }) => path === `/scratch/build/glibc-floor/${name}`)?.content;

describe('planFloor', () => {
  it.each(Object.entries(samples))('%s: the usual build, by compilers for that glibc', (_, project) => {
    const { steps, env, expects } = planned({ project });
    expect(steps.flatMap(({ argv }) => argv).join(' ')).not.toMatch(/-static|musl/);
    expect(env).toMatchObject({ CC: '/scratch/build/glibc-floor/cc', CFLAGS: undefined });
    expect(env.PATH).toMatch(/^\/scratch\/build\/glibc-floor:\/opt\/bin:\/usr\/bin:/);
    expect(expects).toEqual({ libc: ['glibc', 'none'], machine: 'x86_64', glibcFloor: '2.17' });
  });

  it('stands for every name by which a build calls a compiler', () => {
    const made = planned();
    for (const name of ['cc', 'gcc', 'clang', 'c++', 'g++', 'clang++'])
      expect(wordsOf(made, name)).toMatch(/ -target x86_64-linux-gnu\.2\.17 .*"\$@"\n$/);
    expect(wordsOf(made, 'ar')).toMatch(/ ar "\$@"\n$/);
    const strict = { ...samples.make, build: { ...samples.make.build, strict: true } } as typeof samples.make;
    expect(wordsOf(planned({ project: strict }), 'gcc')).toMatch(/"\$@" -Wno-error\n$/);
    const tuned = planned({ options: { fcommon: true, lenient: true } });
    expect(wordsOf(tuned, 'gcc')).toMatch(/ -fcommon .*-Wno-error=implicit-int/);
  });

  it('takes the tests of a project as they come', () => {
    expect(planned({ tests: true }).expects).toBeNull();
  });

  it('is blocked for another architecture, and for languages whose libraries are of another glibc', () => {
    expect(plan({ options: { arch: 'aarch64' } })).toMatchObject({ blocked: expect.stringMatching(/x86_64.*aarch64/) });
    expect(plan({ options: { arch: 'x86_64' } })).not.toHaveProperty('blocked');
    for (const project of Object.values(languageSamples))
      expect(plan({ project })).toMatchObject({ blocked: expect.stringContaining('C, C++, Rust and Go') });
  });

  it('is blocked without its compiler, and by every rung that has none for it', () => {
    const facts = machineFor(rung);
    const without = { ...facts, toolchain: { ...facts.toolchain, zig: null } };
    expect(plan({ facts: without })).toMatchObject({ findings: ['toolchain-zig-missing'] });
    for (const other of rungIds.filter((id: RungId) => !floorRungs.includes(id)))
      expect(plan({ rung: other })).toHaveProperty('blocked');
  });
});
