import { describe, expect, it } from 'vitest';
import { installPrefix } from '../../src/libs/pkg-config-file.js';
import { checkSource, planLibrary } from '../../src/libs/plan-library.js';
import { type LibraryRecipe, recipeFor, recipes } from '../../src/libs/recipes.js';
import { rungs } from '../../src/rungs/registry.js';

const planOf = (recipe: LibraryRecipe, { arch = 'x86_64', configured = true } = {}) => {
  const { builds } = rungs.zig;
  if (builds.where !== 'here') throw new Error('it builds here');
  const tools = builds.toolchain(builds.named(arch), arch, 'x86_64');
  const folders = { source: '/s/source', build: '/s/build', stage: '/s/stage' };
  return planLibrary({ recipe, tools, folders, jobs: 3, configured });
};
const named = (id: string): LibraryRecipe => {
  const recipe = recipeFor(id);
  if (recipe === null) throw new Error(id);
  return recipe;
};
const lines = (recipe: LibraryRecipe, given?: Parameters<typeof planOf>[1]) =>
  planOf(recipe, given).steps.map(({ argv }) => argv.join(' '));

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (_, recipe) => {
  it('leaves no name in braces, and installs nowhere but below the stage', () => {
    const { steps, env } = planOf(recipe);
    expect(env.DESTDIR).toBe('/s/stage');
    for (const { argv, cwd } of steps) {
      expect(argv.join(' ')).not.toMatch(/\{[a-z]+\}/);
      expect(cwd).toBe('/s/source');
      for (const word of argv)
        if (!word.startsWith('-DCMAKE_FIND_ROOT_PATH='))
          expect(word).not.toMatch(/^\/usr|(?:^|=)\/usr\/(?:lib|include|bin)/);
      // What is copied, is copied to the stage.
      if (/^(?:cp|install|ln|mkdir)$/.test(argv[0] ?? '')) expect(argv.join(' ')).toContain(`/s/stage${installPrefix}`);
    }
  });

  it('is proven by a program that includes its headers', () => {
    for (const header of recipe.check.headers) expect(checkSource(recipe)).toContain(`#include <${header}>`);
  });
});

it('starts the compiler by one word, static, for the architecture', () => {
  const { files, env } = planOf(named('sodium'), { arch: 'aarch64' });
  const script = files.find(({ path }) => path === env.CC)?.content;
  expect(script).toMatch(
    /^#!\/bin\/sh\n[\s\S]*\nexec zig cc -target aarch64-linux-musl -fno-sanitize=undefined -static "\$@"\n$/,
  );
});

it('makes a configure only where there is none, and keeps make from rebuilding it', () => {
  expect(lines(named('sodium'), { configured: false })[0]).toBe('autoreconf -fi');
  expect(lines(named('sodium'))[0]).toMatch(/^\.\/configure /);
  expect(planOf(named('sodium')).env.AUTOMAKE).toBe(':');
  expect(planOf(named('sodium'), { configured: false }).env.AUTOMAKE).toBeUndefined();
});

it('passes configure and CMake a foreign architecture alone', () => {
  expect(lines(named('sodium'))[0]).not.toContain('--host');
  expect(lines(named('sodium'), { arch: 'aarch64' })[0]).toContain('--host=aarch64-linux-musl');
  const cmake = recipes.find(({ build }) => build.system === 'cmake');
  if (cmake === undefined) return;
  expect(lines(cmake)[0]).not.toContain('CMAKE_SYSTEM_NAME');
  expect(lines(cmake, { arch: 'aarch64' })[0]).toContain('-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64');
});
