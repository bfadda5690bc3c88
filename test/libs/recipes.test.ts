import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { libraryPlan } from '../../src/libs/library-plan.js';
import { librariesSchema } from '../../src/libs/recipe-schema.js';
import { recipeFor, recipes } from '../../src/libs/recipes.js';
import { packageById } from '../../src/project/packages.js';

it('is of the shape that the table has', () => {
  expect(Value.Errors(librariesSchema, recipes)).toEqual([]);
  const [zlib] = recipes.filter(({ id }) => id === 'zlib');
  const escaping = { ...zlib, build: { ...zlib?.build, folder: 'a/../../b' } };
  expect(Value.Check(librariesSchema, [escaping])).toBe(false);
});

it('gives every name to one recipe', () => {
  const names = recipes.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  expect(names).toEqual([...new Set(names)]);
});

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (id, recipe) => {
  it('needs only libraries that have recipes, in no circle', () => {
    const walk = (each: string, above: readonly string[]): void => {
      expect(above).not.toContain(each);
      const found = recipeFor(each);
      expect(found, each).not.toBeNull();
      for (const need of found?.needs ?? []) walk(need, [...above, each]);
    };
    walk(id, []);
  });

  it('has sources, and what it is linked by', () => {
    if (recipe.build.system === 'copy') return;
    expect(recipe.debian ?? recipe.crate).toBeDefined();
    expect(recipe.link.length).toBeGreaterThan(0);
  });

  it('names in braces only what is filled in', () => {
    const { before = [], steps = [] } = recipe.build;
    const words = [...before.flat(), ...steps.flat(), ...(recipe.build.args ?? []), ...(recipe.build.make ?? [])];
    const known = ['cc', 'ar', 'ranlib', 'arch', 'build', 'stage', 'prefix', 'jobs', 'roots', 'target'];
    for (const [, name] of words.join(' ').matchAll(/\{([a-z]+)\}/g)) expect(known).toContain(name);
  });

  it('agrees with the table of packages', () => {
    const entry = packageById(id);
    if (entry === null) return;
    expect(recipe.pkgConfig).toEqual(expect.arrayContaining(entry.pkgConfig?.slice(0, 1) ?? []));
    expect(recipe.link[0]).toBe((entry.link ?? entry.flags)[0]);
  });

  it('is not asked of compilers that bring it', () => {
    expect(libraryPlan(id, 'musl-gcc', 'x86_64')?.order.at(-1)).toBe(id);
    expect(libraryPlan(id, 'glibc-static', 'x86_64')).toBeNull();
  });
});

describe('libraryPlan', () => {
  it('puts first what a library needs, and headers of the kernel where the compiler has none', () => {
    expect(libraryPlan('openssl', 'musl-gcc', 'x86_64')).toEqual({
      order: ['linux-headers', 'openssl'],
      seconds: expect.any(Number),
    });
    expect(libraryPlan('libssl', 'zig', 'aarch64')?.order).toEqual(['openssl']);
  });

  it('is null for what nobody can build', () => {
    expect(libraryPlan('linux-headers', 'zig', 'x86_64')).toBeNull();
    expect(libraryPlan('openssl', 'zig', 's390x')).toBeNull();
    expect(libraryPlan('no-such', 'zig', 'x86_64')).toBeNull();
    expect(libraryPlan('zlib', 'alpine', 'x86_64')).toBeNull();
  });
});
