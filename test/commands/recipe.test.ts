import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { run as recipe } from '../../src/commands/recipe.js';
import { pins } from '../../src/facts/pins.js';
import { elfSample } from '../artifact/elf-sample.js';
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

it.each([
  ['no folder of programs', () => undefined, 'There is no program in '],
  ['a file in its place', () => writeFileSync(join(cwd, 'dist-static'), ''), ' cannot be read.'],
  ['nothing but a text', () => put('notes', 'text'), 'There is no program in '],
  [
    'a program that is not static',
    () => put('app', elfSample({ needed: ['libc.so.6'] })),
    ' cannot be put into the image.',
  ],
  ['a name that is words of a Dockerfile', () => put('a b', elfSample({})), ' cannot be put into the image.'],
])('writes no image of %s', async (_, prepare, said) => {
  prepare();
  const { context, written } = testContext({ cwd, configDir: join(cwd, 'config'), env: { HOME: cwd } });
  await expect(recipe(context, [], { pattern: 'image', write: true })).rejects.toThrow(said);
  expect(written.out).toBe('');
  expect(readdirSync(cwd)).not.toContain('Dockerfile.image');
});

it('writes an image of what is in dist-static, without a project or a setup', async () => {
  rmSync(join(cwd, 'main.c'));
  put('app', elfSample({ rodata: '/etc/ssl/certs\0' }));
  const { context, written } = testContext({ cwd, configDir: join(cwd, 'config'), env: { HOME: cwd } });
  expect(await recipe(context, [], { pattern: 'image' })).toBe(0);
  expect(written.out).toContain('COPY ["dist-static/app","/bin/app"]\n');
  expect(written.out).toContain('ca-certificates-bundle');
});

it.each([
  ['zig', 'team', 'for several there are makefile, justfile, ci'],
  ['musl-gcc', 'makefile', 'its compiler builds for its own machine'],
  ['alpine', 'dockerfile', 'docker buildx build --platform'],
  ['pkgs-musl', 'nix-build', '--pattern nix-matrix'],
])('refuses several architectures by %s and %s, which are for one', async (rung, pattern, instead) => {
  const { context, written } = testContext({ cwd, configDir: join(cwd, 'config'), env: { HOME: cwd } });
  await expect(recipe(context, [rung], { pattern, arch: 'x86_64,aarch64' })).rejects.toThrow(instead);
  expect(written.out).toBe('');
});

const put = (name: string, content: string | Uint8Array) => {
  mkdirSync(join(cwd, 'dist-static'));
  writeFileSync(join(cwd, 'dist-static', name), content);
};
