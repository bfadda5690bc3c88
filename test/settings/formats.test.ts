import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedSetup, Setup } from '../../src/project/setup.js';
import { parseTeamFile, renderTeamFile } from '../../src/project/team-file.js';
import { setupPath } from '../../src/settings/setup-path.js';
import { loadSetup, saveSetup } from '../../src/settings/store.js';

const fixtures = join(import.meta.dirname, '../../fixtures/settings');
const textOf = (name: string): string => readFileSync(join(fixtures, name), 'utf8');
const setupOf = (name: string): SavedSetup => JSON.parse(textOf(name)).setup;
const project = '/home/dev/tree';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-formats-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string): void => copyFileSync(join(fixtures, name), setupPath(folder, project));

const used = ['setup-1.json', 'setup-1-build-system.json'];
const aside: [string, RegExp][] = [
  ['setup-1-no-basis.json', /does not match its schema.*basis/],
  ['setup-2.json', /another version of musl-wizard \(musl-wizard\.setup\/2\)/],
];
const team = ['project-1.json', 'project-1-build-system.json'];

it('every format kept as a fixture is spoken of here', () => {
  const spokenOf = [...used, ...aside.map(([name]) => name), ...team];
  expect(readdirSync(fixtures).filter((name) => name.endsWith('.json'))).toEqual(spokenOf.sort());
});

describe('a saved setup', () => {
  it.each(used)('%s is used', (name) => {
    place(name);
    expect(loadSetup(folder, project)).toEqual({ setup: setupOf(name), setAside: null });
  });

  it.each(aside)('%s is kept aside, byte for byte, through a load and a save', (name, reason) => {
    place(name);
    const { setup, setAside } = loadSetup(folder, project);
    expect(setup).toBeNull();
    expect(setAside?.reason).toMatch(reason);
    place(name);
    const second = saveSetup(folder, setupOf('setup-1.json')).setAside;
    expect(second?.path).not.toBe(setAside?.path);
    for (const kept of [setAside, second]) expect(readFileSync(kept?.path ?? '', 'utf8')).toBe(textOf(name));
    expect(loadSetup(folder, project).setup).toEqual(setupOf('setup-1.json'));
  });

  it('keeps the build system that was said when another rung is chosen', () => {
    place('setup-1-build-system.json');
    saveSetup(folder, { ...setupOf('setup-1.json'), rung: 'zig' });
    expect(loadSetup(folder, project).setup).toMatchObject({ rung: 'zig', buildSystem: 'make' });
  });
});

it.each(team)("a team's %s is read and written the same", (name) => {
  const setup = parseTeamFile(textOf(name));
  expect(setup).toMatchObject({ rung: 'alpine', upx: false, options: { image: 'alpine:3.20' } });
  expect(renderTeamFile(setup as Setup)).toBe(textOf(name));
});
