import { expect, it } from 'vitest';
import { changesOf } from '../../src/recipe/write-recipe.js';

const file = { path: 'Makefile.static', content: 'a\nb\n' };

it('distinguishes a new file, one that is as it should be, and one that differs', () => {
  const kinds = (present: string | null) =>
    changesOf([file], () => present).map(({ kind, diff }) => [kind, diff !== '']);
  expect(kinds(null)).toEqual([['new', true]]);
  expect(kinds('a\nb\n')).toEqual([['same', false]]);
  expect(kinds('')).toEqual([['different', true]]);
  expect(kinds('a\n')).toEqual([['different', true]]);
});

it('shows a diff that patch(1) takes', () => {
  const [fresh] = changesOf([file], () => null);
  expect(fresh?.diff).toBe('--- /dev/null\n+++ Makefile.static\n@@ -0,0 +1,2 @@\n+a\n+b\n');
  const [other] = changesOf([file], () => 'a\nc\n');
  expect(other?.diff).toBe('--- Makefile.static\n+++ Makefile.static\n@@ -1,2 +1,2 @@\n a\n-c\n+b\n');
});
