import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { distrustOwn } from '../../src/files/in-project.js';

let base: string;
let project: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-in-project-'));
  project = join(base, 'project');
  for (const name of ['project/inner', 'home/config', 'other/config']) mkdirSync(join(base, name), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true }));

const who = (path: string) => distrustOwn(join(base, path), project)?.who ?? null;
const author = 'The author of this project';

it('trusts the user with what lies elsewhere, also behind links that lie elsewhere', () => {
  symlinkSync(join(base, 'other/config'), join(base, 'home/link'));
  expect(['home/config/setup.json', 'home/link/setup.json', 'home/none/setup.json'].map(who)).toEqual([
    null,
    null,
    null,
  ]);
});

it('takes what lies in the project for its author', () => {
  writeFileSync(join(project, 'inner/setup.json'), '{}');
  symlinkSync(join(project, 'inner'), join(base, 'home/link'));
  symlinkSync(join(project, 'inner/setup.json'), join(base, 'home/config/setup.json'));
  expect(['project/none.json', 'home/link/none.json', 'home/config/setup.json'].map(who)).toEqual([
    author,
    author,
    author,
  ]);
});

it.each([
  ['by a link in the project', 'project/inner/link'],
  ['by a link to one in the project', 'home/link'],
])('takes what is reached %s for its author, wherever it lies', (_, path) => {
  symlinkSync(join(base, 'other/config'), join(project, 'inner/link'));
  symlinkSync(join(project, 'inner/link'), join(base, 'home/link'));
  const found = distrustOwn(join(base, path, 'setup.json'), project);
  expect(found).toMatchObject({ who: author, evidence: expect.stringContaining(`${project}/inner/link`) });
});
