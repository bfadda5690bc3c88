import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.js';
import { expectGuideToHold, unit } from './exercise.js';

// A screen is added as docs/architecture.md says.

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository('src', 'test', 'scripts', 'bench', 'flows', 'docs', 'fixtures');
});
afterAll(() => copy.dispose());

const dead = 'act: () => null';
const live =
  "act: (model, intent) => (intent === 'toggle' ? next({ ...model, scroll: model.scroll === 0 ? 1 : 0 }) : null)";

it('without its test, or with a key that does nothing, it is named', () => {
  copy.create(
    'src/ui/screens/exercise.ts',
    `import { line } from '../../presentation/line.js';
import { back, bind } from '../model/binding.js';
import { next } from '../model/next.js';
import type { Screen } from './screen.js';

/** A screen of an exercise. */
export const exerciseScreen: Screen = {
  title: () => 'Exercise',
  keys: () => [back, bind('z', 'z', 'zoom', 'Zoom in and out', 'toggle')],
  ${dead},
  rows: ({ scroll }) => [{ kind: 'lines', lines: [line(scroll === 0 ? 'small' : 'large')], height: 1 }],
};
`,
  );
  copy.edit(
    'src/ui/screens/registry.ts',
    "import { doneScreen } from './done.js';\n",
    "import { doneScreen } from './done.js';\nimport { exerciseScreen } from './exercise.js';\n",
  );
  copy.edit(
    'src/ui/screens/registry.ts',
    '  done: doneScreen,\n',
    '  done: doneScreen,\n  exercise: exerciseScreen,\n',
  );
  const { fails, text } = unit(copy, 'test/ui/screens/registry', '-t', 'exercise');
  expect(fails).toBe(true);
  expect(text).toContain('write test/ui/screens/exercise.test.tsx');
  expect(text).toContain('the key z does nothing');
  expect(text).toContain('test/ui/screens/exercise.test.tsx: no test of the key z (zoom)');
});

it('finished, it holds everywhere, and no other file is touched', () => {
  copy.edit('src/ui/screens/exercise.ts', dead, live);
  copy.create(
    'test/ui/screens/exercise.test.tsx',
    `import { expect, it } from 'vitest';
import { screens } from '../../../src/ui/screens/registry.js';
import { states, withScreen } from '../../support/screen-faults.js';

it('zooms in and out', () => {
  const [first] = states;
  if (!first) throw new Error('there is no state');
  const model = withScreen(first.model, 'exercise');
  expect(screens.exercise.act({ ...model, scroll: 0 }, 'toggle')?.model.scroll).toBe(1);
  expect(screens.exercise.act({ ...model, scroll: 1 }, 'toggle')?.model.scroll).toBe(0);
});
`,
  );
  expectGuideToHold(copy, ['A screen'], ['test/ui/screens/registry', 'test/ui/screens/exercise']);
});
