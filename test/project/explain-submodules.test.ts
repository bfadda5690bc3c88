import { expect, it } from 'vitest';
import { explainSubmodules } from '../../src/project/explain-submodules.js';

const explained = (excerpt: string) => ({ diagnoses: [], unknown: [{ line: 3, excerpt }] });

it.each([
  'app.c:1:10: fatal error: dep.h: No such file or directory',
  'error: failed to load manifest for dependency `thing`',
  'CMake Error: add_subdirectory given source "dep" which is not an existing directory.',
])('names empty submodules as the cause of %j', (excerpt) => {
  const { diagnoses } = explainSubmodules(explained(excerpt), ['dep']);
  expect(diagnoses).toMatchObject([{ cause: 'git-submodules-empty', root: true, line: 3 }]);
  expect(diagnoses[0]?.fixes[0]?.commands).toEqual(['git submodule update --init --recursive']);
});

it('does not name them where there is none, or for a failure of another kind', () => {
  expect(explainSubmodules(explained('dep.h: No such file or directory'), []).diagnoses).toEqual([]);
  expect(explainSubmodules(explained("a.c:3: error: expected ';' before 'x'"), ['dep']).diagnoses).toEqual([]);
});
