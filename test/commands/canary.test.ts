import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CanaryOptions } from '../../src/build/canary/canary.js';
import { run } from '../../src/commands/canary.js';
import { canaryResult } from '../support/canary-result.js';
import { testContext } from '../support/context.js';

vi.mock('../../src/engine/examine.js', () => ({ examine: async () => ({ facts: {} }) }));
vi.mock('../../src/build/canary/run-canary.js', () => ({
  runCanary: async (_rung: string, _facts: object, { program }: CanaryOptions) => canaryResult({ program }),
}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-canary-command-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  ['a Rust program', { 'Cargo.toml': '[package]\nname = "x"\n' }, {}],
  [undefined, { 'Cargo.toml': '[package]\nname = "x"\n' }, { program: 'c-hello' }],
  [undefined, { 'x.c': 'int main(void) { return 0; }\n' }, {}],
  [undefined, {}, {}],
])('builds what stands for the project here, unless requested otherwise: %s', async (built, files, flags) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { context, written } = testContext({ cwd: folder });
  expect(await run(context, ['glibc-static'], flags)).toBe(0);
  expect(/^ {2}built: (.*)$/m.exec(written.out)?.[1]).toBe(built);
});
