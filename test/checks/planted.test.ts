import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

// `npm run check` really fails on what it is there for: each violation is planted in a copy of this repository.

const root = fileURLToPath(new URL('../..', import.meta.url));
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'mw-planted-'));
  const listed = execFileSync('git', ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of listed.toString().split('\0')) {
    if (!/^(src|test|scripts|bench|flows)\/|^[^/]+$/.test(file) || file === '') continue;
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { force: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const plant = (file: string, text: string) => {
  mkdirSync(join(copy, dirname(file)), { recursive: true });
  writeFileSync(join(copy, file), text);
};

/** What one check says of the copy, and whether it fails. */
const check = (name: string): { fails: boolean; text: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check.mjs', name], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { fails: status !== 0, text: stdout + stderr };
};

/** Where a check of the copy fails with some files in it, and only with them. */
const failsWith = (name: string, files: Readonly<Record<string, string>>): string => {
  expect(check(name)).toEqual({ fails: false, text: '' });
  for (const [file, text] of Object.entries(files)) plant(file, text);
  const { fails, text } = check(name);
  for (const file of Object.keys(files)) rmSync(join(copy, file));
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
  expect(text).toContain('only ui may import react\n  src/recipe/planted-react.ts');
  expect(text).toContain('probes may not import diagnosis, which is above it\n  src/probes/planted-cycle.ts');
  expect(text).toContain('src/planted has no place in scripts/layers.mjs');
}, 120_000);

it('style: a clock, a process and a timer in a pure folder', () => {
  const text = failsWith('style', {
    'src/diagnosis/planted-clock.ts': 'export const at = (): number => Date.now();\n',
    'src/ladder/planted-process.ts': "export const home = (): string | undefined => process.env['HOME'];\n",
    'src/probes/planted-timer.ts': 'export const later = (run: () => void): unknown => setTimeout(run, 1);\n',
  });
  for (const word of ['Date', 'process', 'setTimeout']) expect(text).toMatch(new RegExp(`[Dd]o not use.*${word}`));
}, 120_000);

it("promises: one of our own and one of Node's that nobody waits for", () => {
  const text = failsWith('promises', {
    'src/engine/planted-promise.ts':
      "import { readFile } from 'node:fs/promises';\nconst own = async (): Promise<number> => 1;\n" +
      "export const start = (): void => {\n  own();\n  readFile('/x');\n};\n",
  });
  expect(text).toMatch(/no-floating-promises[\s\S]*planted-promise\.ts:4[\s\S]*planted-promise\.ts:5/);
}, 120_000);

it('unused: an export, a file and a package', () => {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const entry = readFileSync(join(root, 'src/errors.ts'), 'utf8');
  plant('src/errors.ts', entry);
  const text = (() => {
    expect(check('unused')).toEqual({ fails: false, text: '' });
    plant('src/errors.ts', `${entry}\nexport const plantedExport = 1;\n`);
    plant('src/text/planted-file.ts', 'export const nobody = 1;\n');
    plant('package.json', manifest.replace('"devDependencies": {', '"devDependencies": { "planted-package": "1.0.0",'));
    return check('unused').text;
  })();
  expect(text).toContain('plantedExport');
  expect(text).toContain('src/text/planted-file.ts');
  expect(text).toContain('planted-package');
}, 120_000);
