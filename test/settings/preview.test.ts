import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SavedSetup } from '../../src/project/setup.js';
import { previewSetup } from '../../src/settings/preview.js';
import { setupPath } from '../../src/settings/setup-path.js';
import { saveSetup } from '../../src/settings/store.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-preview-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const setup: SavedSetup = {
  schema: 'musl-wizard.setup/1',
  rung: 'zig',
  upx: false,
  options: {},
  project: '/p',
  provedAt: '2026-11-21T07:00:00.000Z',
  proof: { sizeBytes: 1, libc: 'musl', durationMs: 1 },
  basis: {},
};
const write = (text: string) => {
  mkdirSync(dirname(setupPath(folder, '/p')), { recursive: true });
  writeFileSync(setupPath(folder, '/p'), text);
};

it('shows a new file as one, and what saving will write', () => {
  const { path, before, after } = previewSetup(folder, setup);
  expect([path, before, JSON.parse(after)]).toEqual([setupPath(folder, '/p'), null, setup]);
});

it('shows the setup that is there, without what the library of settings keeps beside it', () => {
  saveSetup(folder, setup);
  const { before, after } = previewSetup(folder, { ...setup, rung: 'musl-gcc' });
  expect(JSON.parse(before ?? '')).toEqual(setup);
  expect(JSON.parse(after)).toMatchObject({ rung: 'musl-gcc' });
});

it('keeps, as saving does, the build system that was named for the project', () => {
  saveSetup(folder, { ...setup, buildSystem: 'cmake' });
  expect(JSON.parse(previewSetup(folder, setup).after)).toMatchObject({ buildSystem: 'cmake' });
});

it.each(['{', '{"setup": 1}', '{"setup": null}', 'null', '{}'])(
  'shows a file that holds no setup as it is: %s',
  (text) => {
    write(text);
    expect(previewSetup(folder, setup)).toMatchObject({ before: text, after: expect.stringContaining('"zig"') });
  },
);

it('takes what is no file for none', () => {
  mkdirSync(setupPath(folder, '/p'), { recursive: true });
  expect(previewSetup(folder, setup).before).toBeNull();
});
