import { expect, it } from 'vitest';
import type { Diagnosis } from '../../src/explain/diagnosis.js';
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

it.each([
  ['unittest/third_party/googletest', "--   Package 'lept', required by 'virtual:world', not found", false],
  ['third_party/zlib', 'main.c:3:10: fatal error: zlib.h: No such file or directory', true],
])('names %s for a library that is missing only by its own name: %s', (path, excerpt, named) => {
  const library = { cause: 'missing-static-lib', root: true, line: 3, excerpt } as Diagnosis;
  const { diagnoses } = explainSubmodules({ diagnoses: [library], unknown: [] }, [path]);
  expect(diagnoses[0]?.cause).toBe(named ? 'git-submodules-empty' : 'missing-static-lib');
});

const ofFolder = 'add_subdirectory given source "third_party" which is not an existing';
const guess = { cause: 'git-submodules-empty', root: true, confidence: 0.59, line: 3, excerpt: ofFolder } as Diagnosis;

it('does not take the name of a folder for a submodule where none is empty', () => {
  expect(explainSubmodules({ diagnoses: [guess], unknown: [] }, [])).toEqual({
    diagnoses: [],
    unknown: [{ line: 3, excerpt: ofFolder }],
  });
  const other = { cause: 'missing-static-lib', root: false, line: 2, excerpt: 'x' } as Diagnosis;
  expect(explainSubmodules({ diagnoses: [guess, other], unknown: [] }, []).diagnoses).toEqual([
    { ...other, root: true },
  ]);
});

it('leaves a cause that the log names', () => {
  const said = { ...guess, confidence: 0.8 };
  expect(explainSubmodules({ diagnoses: [said], unknown: [] }, []).diagnoses).toEqual([said]);
});
