import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.js';

// `npm run check` really fails on what it is there for: each violation is planted in a copy of this repository.

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository('src', 'test', 'scripts', 'bench', 'flows');
});
afterAll(() => copy.dispose());

/** What one check says of the copy, and whether it fails. */
const check = (name: string) => {
  const { fails, text } = copy.run('scripts/check.mjs', name);
  return { fails, text: stripVTControlCharacters(text) }; // oxlint has colours in CI, whatever NO_COLOR says
};

/** Where a check of the copy fails with some files in it, and only with them. */
const failsWith = (name: string, files: Readonly<Record<string, string>>): string => {
  expect(check(name)).toEqual({ fails: false, text: '' });
  for (const [file, text] of Object.entries(files)) copy.write(file, text);
  const { fails, text } = check(name);
  for (const file of Object.keys(files)) copy.remove(file);
  expect(fails).toBe(true);
  return text;
};

it('layers: file access in diagnosis, ui from ladder, React outside ui, a cycle of folders, a folder without a place', () => {
  const text = failsWith('layers', {
    'src/diagnosis/planted-file.ts':
      "import { readFileSync } from 'node:fs';\nexport const text = readFileSync('/x');\n",
    'src/ladder/planted-ui.ts': "export type { Theme } from '../ui/theme.js';\n",
    'src/recipe/planted-react.ts': "export const react = () => import('react');\n",
    'src/probes/planted-cycle.ts': "export type Diagnose = typeof import('../diagnosis/diagnose.js');\n",
    'src/planted/place.ts': 'export const place = 1;\n',
  });
  expect(text).toContain('src/diagnosis/planted-file.ts imports node:fs');
  expect(text).toContain('ladder may not import ui, which is above it\n  src/ladder/planted-ui.ts');
  expect(text).toContain('only ui/ink may import react\n  src/recipe/planted-react.ts');
  expect(text).toContain('probes may not import diagnosis, which is above it\n  src/probes/planted-cycle.ts');
  expect(text).toContain('src/planted has no place in scripts/layers.mjs');
});

it('style: a clock, a process and a timer in a pure folder', () => {
  const text = failsWith('style', {
    'src/diagnosis/planted-clock.ts': 'export const at = (): number => Date.now();\n',
    'src/ladder/planted-process.ts': "export const home = (): string | undefined => process.env['HOME'];\n",
    'src/probes/planted-timer.ts': 'export const later = (run: () => void): unknown => setTimeout(run, 1);\n',
  });
  for (const word of ['Date', 'process', 'setTimeout']) expect(text).toMatch(new RegExp(`[Dd]o not use.*${word}`));
});

it("promises: one of our own and one of Node's that nobody waits for", () => {
  const text = failsWith('promises', {
    'src/engine/planted-promise.ts':
      "import { readFile } from 'node:fs/promises';\nconst own = async (): Promise<number> => 1;\n" +
      "export const start = (): void => {\n  own();\n  readFile('/x');\n};\n",
  });
  for (const found of ['no-floating-promises', 'planted-promise.ts:4', 'planted-promise.ts:5'])
    expect(text).toContain(found);
});

it('names: one exported twice with two meanings, a word that is not used', () => {
  const text = failsWith('names', {
    'src/text/planted-a.ts': 'export const planted = 1;\n',
    'src/text/planted-b.ts': 'export type planted = 1;\nexport const plantedCure = 1;\n',
  });
  expect(text).toContain('planted: src/text/planted-a.ts, src/text/planted-b.ts');
  expect(text).toContain('instead of "cure" say fix');
});

it('unused: an export, one that only its own file uses, a type, a file and a package', () => {
  expect(check('unused')).toEqual({ fails: false, text: '' });
  const [manifest, errors] = ['package.json', 'src/errors.ts'].map((file) =>
    readFileSync(join(copy.root, file), 'utf8'),
  );
  copy.write('src/text/planted-file.ts', 'export const nobody = 1;\n');
  copy.write(
    'src/errors.ts',
    `${errors}\nexport const plantedExport = 1;\nexport const plantedOwn = 2;\nexport interface PlantedType { a: typeof plantedOwn }\nconsole.log((x: PlantedType) => x.a, plantedOwn);\n`,
  );
  copy.edit('package.json', '"devDependencies": {', '"devDependencies": { "planted-package": "1.0.0",');
  const { fails, text } = check('unused');
  copy.remove('src/text/planted-file.ts');
  copy.write('src/errors.ts', errors ?? '');
  copy.write('package.json', manifest ?? '');
  expect(fails).toBe(true);
  for (const word of ['plantedExport', 'plantedOwn', 'PlantedType', 'src/text/planted-file.ts', 'planted-package'])
    expect(text).toContain(word);
});
