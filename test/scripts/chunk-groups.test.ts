import { expect, it } from 'vitest';
import { chunkGroups } from '../../scripts/chunk-groups.mjs';

/** A chunk of one module, as rolldown reports it. */
const chunk = (name: string, more: { imports?: string[]; bytes?: number; entry?: boolean; start?: boolean } = {}) => ({
  type: 'chunk' as const,
  name,
  fileName: `${name}.mjs`,
  isEntry: more.entry ?? false,
  isDynamicEntry: more.start ?? false,
  imports: (more.imports ?? []).map((file) => (file.includes(':') ? file : `${file}.mjs`)),
  modules: { [`/src/${name}.ts`]: {} },
  code: 'x'.repeat(more.bytes ?? 1000),
});

const groupsOf = (...chunks: ReturnType<typeof chunk>[]) => {
  const name = chunkGroups([chunk('cli', { entry: true, imports: [] }), ...chunks]);
  return Object.fromEntries(chunks.map((each) => [each.name, name(`/src/${each.name}.ts`)]));
};

it('leaves the front doors where they are, and merges what is always loaded together', () => {
  const { a, text, flow } = groupsOf(
    chunk('a', { start: true, imports: ['text', 'flow'] }),
    chunk('text'),
    chunk('flow', { bytes: 3000 }),
  );
  expect([a, text, flow]).toEqual(['flow', 'flow', 'flow']);
  expect(chunkGroups([chunk('cli', { entry: true })])('/src/cli.ts')).toBeNull();
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
