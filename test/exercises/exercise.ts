import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RepositoryCopy } from '../support/repository-copy.js';

/** The files that docs/architecture.md names for adding something, as patterns: `<domain>` is one name. */
const filesFor = (copy: RepositoryCopy, ...things: readonly string[]): RegExp[] => {
  const guide = readFileSync(join(copy.root, 'docs/architecture.md'), 'utf8');
  return things.flatMap((thing) => {
    const entry = new RegExp(`^- \\*\\*${thing}\\*\\*:[\\s\\S]*?(?=^- \\*\\*|^## )`, 'm').exec(guide)?.[0];
    if (!entry) throw new Error(`docs/architecture.md does not say how ${thing} is added`);
    return [...entry.matchAll(/`([\w./<>-]+\/[\w./<>-]+)`/g)].map(
      ([, path = '']) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/<\w+>/g, '[\\w-]+')}$`),
    );
  });
};

/** Holds that the copy was changed only where the guide says, and that all checks pass in it. */
export const expectGuideToHold = (copy: RepositoryCopy, things: readonly string[], tests: readonly string[]): void => {
  const named = filesFor(copy, ...things);
  expect(copy.touched.filter((file) => !named.some((pattern) => pattern.test(file)))).toEqual([]);
  expect(copy.run('scripts/check.mjs')).toEqual({ fails: false, text: '' });
  const { fails, text } = unit(copy, ...tests);
  expect(fails, text).toBe(false);
};

/** Runs some unit tests in the copy. */
export const unit = (copy: RepositoryCopy, ...tests: readonly string[]) =>
  copy.run('node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...tests);
