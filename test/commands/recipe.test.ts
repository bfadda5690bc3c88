import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { run as recipe } from '../../src/commands/recipe.js';
import { pins } from '../../src/facts/pins.js';
import { testContext } from '../support/context.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'mw-recipe-'));
  writeFileSync(join(cwd, 'main.c'), 'int main(void) { return 0; }\n');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(cwd, { recursive: true });
});

it.each([
  [pins.nixpkgs.supportedUntil, ''],
  ['2099-01-01', `${pins.nixpkgs.branch} has been out of support since ${pins.nixpkgs.supportedUntil}`],
])('says on %s whether what a recipe pins is supported', async (day, said) => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(day) });
  const { context, written } = testContext({ cwd, configDir: join(cwd, 'config'), env: { HOME: cwd } });
  expect(await recipe(context, ['pkgs-musl'], { pattern: 'nix-build' })).toBe(0);
  expect(written.out).toContain(pins.nixpkgs.rev);
  if (said === '') expect(written.err).toBe('');
  else expect(written.err).toContain(said);
});
