import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findTrees, forestOf } from '../../src/engine/find-trees.js';
import { shippedForest } from '../../src/flow/shipped.js';
import { allowAll } from '../support/allow-all.js';

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-trees-'));
  folder = join(base, 'project');
  for (const name of ['project/.musl-wizard/flows', 'config/flows']) mkdirSync(join(base, name), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
const find = () => findTrees({ cwd: folder, config: join(base, 'config') });
const tree = JSON.stringify({
  flow: 'own',
  title: 'Own',
  about: 'A tree.',
  start: 'end',
  nodes: { end: { done: 'remedy', because: 'It is over.', commands: ['true'] } },
});

it('hides no tree behind a file that cannot be read, and says what is wrong with it', async () => {
  const at = (name: string) => join(folder, '.musl-wizard/flows', name);
  execFileSync('mkfifo', [at('pipe.yaml')]);
  symlinkSync('/dev/zero', at('endless.yaml'));
  symlinkSync('nowhere', at('dangling.yaml'));
  mkdirSync(at('folder.yaml'));
  writeFileSync(at('large.yaml'), '');
  truncateSync(at('large.yaml'), 3 * 1024 ** 3);
  writeFileSync(at('own.yaml'), tree);
  await allowAll(join(base, 'config'), folder);
  const found = await find();
  expect(found.filter(({ origin }) => origin === 'shipped')).toHaveLength(shippedForest.size);
  const broken = found.filter((each) => each.origin === 'project' && each.tree === null);
  expect(broken.map(({ source }) => source?.problems[0]?.message)).toEqual([
    expect.stringContaining('ENOENT'),
    expect.stringContaining('a link that leads out of the project'),
    expect.stringContaining('not a regular file'),
    expect.stringContaining('3221225472 bytes'),
    expect.stringContaining('not a regular file'),
  ]);
  expect(forestOf(found).get('own')).toBeDefined();
});

it('hides none behind a folder that cannot be read', async () => {
  rmSync(join(folder, '.musl-wizard/flows'), { recursive: true });
  symlinkSync('flows', join(folder, '.musl-wizard/flows'));
  const found = await find();
  expect(found).toHaveLength(shippedForest.size + 1);
  expect(found.at(-1)).toMatchObject({
    tree: null,
    source: { problems: [{ message: expect.stringContaining('ELOOP') }] },
  });
});

it('reads none of a folder with more trees than anybody keeps, and says so', async () => {
  for (let at = 0; at <= 100; at += 1) writeFileSync(join(folder, `.musl-wizard/flows/${at}.yaml`), tree);
  const found = await find();
  expect(found).toHaveLength(shippedForest.size + 1);
  expect(found.at(-1)?.source?.problems[0]?.message).toMatch(/101 trees, more than 100/);
});

it('takes no tree of the user from a settings folder inside the project', async () => {
  mkdirSync(join(folder, 'settings/flows'), { recursive: true });
  writeFileSync(join(folder, 'settings/flows/own.yaml'), tree);
  const found = await findTrees({ cwd: folder, config: join(folder, 'settings') });
  expect(found.at(-1)).toMatchObject({
    tree: null,
    source: { problems: [{ message: expect.stringContaining('inside the project folder') }] },
  });
});

it('takes no tree of the user that another user can write', async () => {
  const file = join(base, 'config/flows/own.yaml');
  writeFileSync(file, tree);
  chmodSync(file, 0o666);
  expect((await find()).at(-1)).toMatchObject({
    tree: null,
    source: { problems: [{ message: `${file} can be written by every user (mode 0666): chmod go-w ${file}` }] },
  });
  chmodSync(file, 0o644);
  expect((await find()).at(-1)).toMatchObject({ name: 'own', origin: 'user' });
});
