import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { inspectFiles } from '../../src/inspect/inspect-files.js';
import { type Block, inspectBlocks, share } from '../../src/inspect/share.js';
import { elfSample } from '../artifact/elf-sample.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-inspect-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const absent = (count: number) => Array.from({ length: count }, (_, index) => join(folder, `absent-${index}`));

test('whoever comes for the next block: each file is inspected once', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.array(fc.nat(2), { maxLength: 40 }), (count, turns) => {
      const work = share(absent(count));
      const workers = [0, 1, 2].map(() => inspectBlocks(work));
      const taken: (Block | undefined)[] = turns.map((turn) => workers[turn]?.next().value ?? undefined);
      for (const worker of workers) taken.push(...worker);
      const paths = taken.flatMap((block) =>
        (block?.files ?? []).map(({ path }, index) => [(block?.from ?? 0) + index, path] as const),
      );
      expect(new Map(paths)).toEqual(new Map(work.paths.entries()));
      expect(paths).toHaveLength(count);
    }),
    { numRuns: 50 },
  );
});

// No thread starts here: its code is built. test/tools/inspect.test.ts has the same list with threads.
test('a long list where no thread can be started, in its order', async () => {
  const program = join(folder, 'program');
  writeFileSync(program, elfSample({ symbols: ['main', '__init_libc'] }));
  const paths = absent(2000).flatMap((path, index) => (index % 7 === 0 ? [program, path] : [path]));
  expect(await inspectFiles(paths, never)).toEqual(paths.map(inspectFileSync));
});

test('gives nothing once it is interrupted', async () => {
  expect(await inspectFiles(absent(100), AbortSignal.abort())).toBeNull();
  expect(await inspectFiles([], never)).toEqual([]);
});
