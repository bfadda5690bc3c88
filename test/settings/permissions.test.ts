import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answerTo, contentHash, setPermission } from '../../src/settings/permissions.js';
import { trustedFolder } from '../support/trusted-folder.js';

let config: string;
let project: string;
beforeEach(() => {
  const root = trustedFolder('mw-permissions-');
  [config, project] = [join(root, 'config'), join(root, 'project')];
  mkdirSync(project);
});
afterEach(() => rmSync(join(config, '..'), { recursive: true, force: true }));

const hash = contentHash('a.yaml', 'text');

it('is given to a content under its name', () => {
  expect(contentHash('a.yaml', 'text')).toBe(hash);
  expect(
    new Set([hash, contentHash('b.yaml', 'text'), contentHash('a.yaml', 'other'), contentHash('a', '.yamltext')]).size,
  ).toBe(4);
  setPermission(config, hash, 'allowed', project);
  expect(answerTo(config, hash, project)).toEqual({ permission: 'allowed', distrust: null });
  expect(answerTo(config, contentHash('a.yaml', 'other'), project).permission).toBe('unasked');
});

it.each(['allowed', 'refused', 'unasked'] as const)('is the last answer alone: %s', (last) => {
  for (const before of ['allowed', 'refused', 'unasked'] as const) {
    setPermission(config, hash, before, project);
    setPermission(config, hash, last, project);
    expect(answerTo(config, hash, project)).toEqual({ permission: last, distrust: null });
    expect(existsSync(join(config, 'allowed', hash))).toBe(last === 'allowed');
  }
});

it('counts for nothing where somebody else could have written it, and is not given there', () => {
  setPermission(config, hash, 'allowed', project);
  chmodSync(join(config, 'allowed'), 0o777);
  expect(answerTo(config, hash, project)).toMatchObject({
    permission: 'unasked',
    distrust: { who: 'Another user', evidence: expect.stringContaining('0777') },
  });
  expect(() => setPermission(config, hash, 'allowed', project)).toThrow(/Another user could have granted it: .*0777/);
  // To refuse, and to take back, is always safe.
  setPermission(config, hash, 'unasked', project);
  expect(existsSync(join(config, 'allowed', hash))).toBe(false);
});

it('is not given from within the project itself', () => {
  const own = join(project, '.config');
  expect(() => setPermission(own, hash, 'allowed', project)).toThrow(
    /The author of this project could have granted it/,
  );
  expect(existsSync(join(own, 'allowed'))).toBe(false);
});
