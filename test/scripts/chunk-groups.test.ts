import { expect, it } from 'vitest';
import { chunkGroups } from '../../scripts/chunk-groups.mjs';

/** A chunk of one module, as rolldown reports it. */
const chunk = (name: string, more: { imports?: string[]; bytes?: number; entry?: boolean; start?: boolean } = {}) => ({
  type: 'chunk' as const,
  name,
  fileName: `${name}.mjs`,
  facadeModuleId: `/src/${name}.ts`,
  isEntry: more.entry ?? false,
  isDynamicEntry: more.start ?? false,
  imports: (more.imports ?? []).map((file) => (file.includes(':') ? file : `${file}.mjs`)),
  modules: { [`/src/${name}.ts`]: {} },
  code: 'x'.repeat(more.bytes ?? 1000),
});

type Often = Parameters<typeof chunkGroups>[1];
const groupsOf = (...chunks: ReturnType<typeof chunk>[]) => groupsWith([], ...chunks);
const groupsWith = (often: Often, ...chunks: ReturnType<typeof chunk>[]) => {
  const name = chunkGroups([chunk('cli', { entry: true, imports: [] }), ...chunks], often);
  return Object.fromEntries(chunks.map((each) => [each.name, name(`/src/${each.name}.ts`)]));
};

it('leaves the front doors where they are, and merges what is always loaded together', () => {
  const { a, text, flow } = groupsOf(
    chunk('a', { start: true, imports: ['text', 'flow'] }),
    chunk('text'),
    chunk('flow', { bytes: 3000 }),
  );
  expect([a, text, flow]).toEqual(['flow', 'flow', 'flow']);
  expect(chunkGroups([chunk('cli', { entry: true })], [])('/src/cli.ts')).toBeNull();
});

it('keeps apart what would cost another start more than a file', () => {
  const { a, screen, b } = groupsOf(
    chunk('a', { start: true, imports: ['screen'] }),
    chunk('screen', { bytes: 300_000 }),
    chunk('b', { start: true, bytes: 300_000 }),
  );
  expect(a).toBe(screen);
  expect(b).not.toBe(a);
});

it('counts what Node itself has to load', () => {
  const light = groupsOf(chunk('a', { start: true }), chunk('b', { start: true, imports: ['a'] }));
  expect(light.a).toBe(light.b);
  const slow = groupsOf(chunk('a', { start: true }), chunk('b', { start: true, imports: ['a', 'node:https'] }));
  expect(slow.a).not.toBe(slow.b);
});

it('counts all that a file imports with it', () => {
  const { small, large, a } = groupsOf(
    chunk('small', { start: true }),
    chunk('a', { start: true, imports: ['large'] }),
    chunk('large', { bytes: 300_000 }),
    chunk('other', { start: true, imports: ['large'] }),
  );
  expect([a, large]).not.toContain(small);
});

it('puts together what a frequent command loads one after another', () => {
  const chunks = ['one', 'two', 'three'].map((name) => chunk(name, { start: true, bytes: 30_000 }));
  const apart = groupsOf(...chunks);
  expect(new Set(Object.values(apart)).size).toBe(3);
  const { one, two, three } = groupsWith([{ weight: 9, loads: ['/one.ts', '/two.ts'] }], ...chunks);
  expect(one).toBe(two);
  expect(three).not.toBe(one);
});

it('knows when a frequent command is gone', () => {
  expect(() => groupsWith([{ weight: 9, loads: ['/gone.ts'] }])).toThrow('no file of the bundle begins with /gone.ts');
});
