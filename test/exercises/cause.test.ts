import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.js';
import { expectGuideToHold, unit } from './exercise.js';

// A cause is added as docs/architecture.md says.

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository('src', 'test', 'scripts', 'bench', 'flows', 'docs', 'fixtures');
});
afterAll(() => copy.dispose());

const file = 'flows/signatures/build-tools.yaml';
const cause = (samples: string) => `causes:
  - id: exercise-tool-broken
    order: toolchain
    title: The exercise tool is broken
    why: It says so.
    fixes:
      - title: Install it again
        changes: The tool.
    signatures:
      - pattern: 'exercise-tool: broken beyond repair'
${samples}
`;
const samples =
  "        positive: ['exercise-tool: broken beyond repair']\n        nearMiss: ['exercise-tool: all is well']\n";

it('without samples it is named as forgotten', () => {
  copy.edit(file, 'causes:\n', cause('        positive: []\n        nearMiss: []\n'));
  const { fails, text } = unit(copy, 'test/checks/forgotten.test.ts');
  expect(fails).toBe(true);
  expect(text).toContain('exercise-tool-broken: no positive sample of exercise-tool: broken beyond repair');
});

it('with them everything holds, and no other file is touched', () => {
  copy.edit(file, cause('        positive: []\n        nearMiss: []\n'), cause(samples));
  expectGuideToHold(copy, ['A cause'], ['test/checks/forgotten', 'test/explain/signatures']);
});
