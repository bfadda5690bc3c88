import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { alpineImage } from '../../src/facts/alpine-image.js';
import { packages } from '../../src/project/packages.js';
import { apkPackages } from '../../src/recipe/dockerfile.js';
import { samples } from '../recipe/samples.js';

// What the release has, by origin: see scripts/alpine-packages.mjs.
const [head = '', ...lines] = readFileSync(
  join(import.meta.dirname, '../../fixtures/alpine-packages.txt'),
  'utf8',
).split('\n');
const origins = lines.map((line) => line.split(/:? /).slice(1));
const released = new Set(origins.flat());

it('is read from the release that the recipes pin', () => {
  const release = /:(\d+\.\d+)@/.exec(alpineImage)?.[1];
  expect(head).toContain(`(release ${release}.`);
});

it.each(packages.map((entry) => [entry.id, entry.alpine] as const))('%s has its packages in Alpine', (_, alpine) => {
  expect([...alpine.dev, ...(alpine.static ?? [])].filter((name) => !released.has(name))).toEqual([]);
});

it('names the package of archives of every library that has one', () => {
  const forgotten = packages.filter(({ alpine }) => {
    const archives = origins.filter((names) => names.includes(alpine.dev[0] ?? '')).flat();
    return archives.some((name) => name.endsWith('-static')) && (alpine.static ?? []).length === 0;
  });
  // An old name of elfutils-dev, which holds the archive itself.
  expect(forgotten.map(({ id }) => id)).toEqual(['elf']);
});

it.each(Object.entries(samples))('has the tools that a project of %s needs', (_, project) => {
  expect(apkPackages(project).filter((name) => !released.has(name))).toEqual([]);
});
