import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.js';
import { expectGuideToHold, unit } from './exercise.js';

// A rung is added as docs/architecture.md says.

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository('src', 'test', 'scripts', 'bench', 'flows', 'docs', 'fixtures');
});
afterAll(() => copy.dispose());

const file = 'src/rungs/exercise-musl.ts';
const rung = (supply: string) => `import { muslGcc } from './musl-gcc.js';
import type { Rung } from './rung.js';

/** musl's wrapper, in an exercise. */
export const exerciseMusl: Rung = {
  ...muslGcc,
  id: 'exercise-musl',
  title: 'musl in an exercise',
  supply: () => (${supply}),
};
`;

it('a field that says nothing is named by the conformance test', () => {
  copy.create(file, rung("{ supply: 'none', how: '', commands: [], needsRoot: false }"));
  copy.edit(
    'src/rungs/registry.ts',
    "import { alpine } from './alpine.js';\n",
    "import { alpine } from './alpine.js';\nimport { exerciseMusl } from './exercise-musl.js';\n",
  );
  copy.edit(
    'src/rungs/registry.ts',
    "  'glibc-static': glibcStatic,\n",
    "  'glibc-static': glibcStatic,\n  'exercise-musl': exerciseMusl,\n",
  );
  const { fails, text } = unit(copy, 'test/rungs/conformance');
  expect(fails).toBe(true);
  expect(text).toMatch(/the rung exercise-musl[^\n]*has a supply for every library/);
  expect(text).not.toMatch(/the rung (?!exercise-musl)[^\n]*has a supply for every library/);
});

it('finished, it holds everywhere, and no other file is touched', () => {
  copy.edit(file, "how: ''", "how: 'There is no package of it'");
  unit(copy, 'test/ladder/snapshots', '-u');
  expectGuideToHold(copy, ['A rung'], ['test/rungs/', 'test/diagnosis/diagnose', 'test/ladder/']);
});
