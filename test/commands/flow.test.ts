import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FlowOptions, run } from '../../src/commands/flow.js';
import { schemaText } from '../../src/commands/schemas/json-schema.js';
import { exitCode, UsageError, UserError } from '../../src/errors.js';
import { allowAll } from '../support/allow-all.js';
import { testContext } from '../support/context.js';

const base = mkdtempSync(join(tmpdir(), 'mw-flow-command-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const [folder, config] = [join(base, 'project'), join(base, 'config')];
mkdirSync(join(folder, '.musl-wizard/flows'), { recursive: true });
const snapshot = join(folder, 'bare.json');
writeFileSync(
  snapshot,
  JSON.stringify({
    schema: 'musl-wizard.snapshot/1',
    meta: { collectedAt: '2026-11-21T00:00:00Z', collector: 'sh', target: 'local', redacted: true },
    captures: {},
  }),
);
const own = `flow: house
title: Our own tree
about: a
start: which
nodes:
  which: { ask: Which?, answers: { a: A, b: B }, to: { a: here, b: away } }
  here: { done: remedy, because: "Go \\e[31mthere", commands: [make] }
  away: { done: elsewhere, because: so, message: { to: them, text: "{{container.kind}}" } }
`;
writeFileSync(join(folder, '.musl-wizard/flows/house.yaml'), own);
mkdirSync(join(config, 'flows'), { recursive: true });
writeFileSync(join(config, 'flows/broken.yaml'), own.replace(', b: away', '').replace('house', 'broken'));

await allowAll(config, folder);

const call = async (args: readonly string[], options: FlowOptions = {}) => {
  const { context, written } = testContext({ cwd: folder, configDir: config });
  return { code: await run(context, args, options), ...written };
};
const on = `snapshot:${snapshot}`;

describe('flow list', () => {
  it('finds shipped trees, the project and the user', async () => {
    const { trees } = JSON.parse((await call(['list'], { json: true })).out);
    const origins = Object.fromEntries(trees.map(({ name, origin }: Record<string, string>) => [name, origin]));
    expect(origins).toMatchObject({ 'choose-setup': 'shipped', upx: 'shipped', house: 'project', broken: 'user' });
  });
});

it('lets no project put its tree in the place of a shipped one', async () => {
  const file = join(folder, '.musl-wizard/flows/upx.yaml');
  writeFileSync(file, own.replace('flow: house', 'flow: upx'));
  await allowAll(config, folder);
  try {
    expect((await call(['list'])).out).toMatch(/^upx +not used: a tree above has/m);
    expect((await call(['run', 'upx'], { on })).out).not.toContain('there');
  } finally {
    rmSync(file);
  }
});

it('replays nothing that is no walk', async () => {
  const trace = join(folder, 'odd.json');
  const odd = {
    schema: 'musl-wizard.flow/1',
    flow: 'upx',
    target: 't',
    answers: {},
    trace: [],
    events: [{ type: 'examined', seen: null }],
  };
  writeFileSync(trace, JSON.stringify(odd));
  await expect(call(['run'], { replay: trace })).rejects.toThrow(/not a trace of a walk/);
});

describe('flow lint', () => {
  it('prints file, line and reason of what is wrong, exit code 1', async () => {
    const { code, out, err } = await call(['lint']);
    expect(code).toBe(exitCode.no);
    expect(out).toContain('broken.yaml:6: which: no branch for the outcome "b"');
    expect(out).toContain('broken.yaml:8: away: no branch leads here from the start');
    // The shipped ones are linted too.
    expect(err).toBe('12 trees, 2 problems\n');
  });
  it('prints a machine and answers for each end', async () => {
    const { out } = await call(['lint', '.musl-wizard/flows/house.yaml'], { json: true });
    expect(JSON.parse(out)).toMatchObject({
      problems: [],
      trees: [
        {
          ends: [
            { end: 'here', facts: {}, steps: ['answer a'] },
            { end: 'away', facts: {}, steps: ['answer b'] },
          ],
        },
      ],
    });
  });
  it('accepts a valid tree', async () => {
    expect(await call(['lint', '.musl-wizard/flows/house.yaml'])).toMatchObject({ code: exitCode.yes, out: '' });
  });
});

describe('flow run', () => {
  it('walks a tree of the project by answers, and prints nothing that moves a cursor', async () => {
    const { code, out } = await call(['run', 'house'], { on, answer: ['which=a'] });
    expect(code).toBe(exitCode.yes);
    expect(out).toContain('Go there');
    expect(out).not.toContain('\u001b');
  });
  it('ends with 1 where it is not here, with the message to send', async () => {
    const { code, out } = await call(['run', 'house'], { on, answer: ['which=b'] });
    expect(code).toBe(exitCode.no);
    expect(out).toContain('To them:\n  | ');
  });
  it('says which flag gives the answer that nobody can give', async () => {
    await expect(call(['run', 'house'], { on })).rejects.toThrow(
      new UsageError('the tree asks "Which?" and there is no terminal to answer on; add --answer which=a|b'),
    );
  });
  it.each([
    [['which=z'], /which must be one of a, b/],
    [['nope=a'], /no tree asks "nope"/],
    [['nonsense'], /ID=VALUE/],
  ])('refuses --answer %s', async (answer, message) => {
    await expect(call(['run', 'house'], { on, answer })).rejects.toThrow(message);
  });
  it('walks no tree that could get stuck', async () => {
    await expect(call(['run', 'broken'], { on })).rejects.toThrow(UserError);
    await expect(call(['run', 'nowhere'], { on })).rejects.toThrow(/The trees are choose-setup/);
  });
  it('tries nothing on another machine and says so', async () => {
    const { out } = await call(['run', 'choose-setup'], { on, json: true, whatIf: ['nix.installed=false'] });
    const { trace } = JSON.parse(out);
    expect(trace.find(({ node }: { node: string }) => node === 'try-alpine')).toMatchObject({ outcome: 'skipped' });
  });
  it('changes with an assumed fact', async () => {
    const { out } = await call(['run', 'choose-setup'], { on, whatIf: ['pids.effective=5', 'pids.userLimit=5'] });
    expect(out).toContain('raise nproc to at least 512');
  });
  it('asks for no compiler where nothing that it builds may be started', async () => {
    const whatIf = ['tmp', 'home', 'cwd'].map((label) => `disk.${label}.noexec=true`);
    const { out } = await call(['run', 'choose-setup'], { on, whatIf });
    expect(out).toContain('remount,exec');
    expect(out).not.toMatch(/C compiler:|Is Nix installed/);
  });
  it('saves a walk that can be replayed without the machine', async () => {
    const trace = join(folder, 'trace.json');
    const first = await call(['run', 'nix-daemon'], { on, trace, answer: ['nix-says=seccomp'] });
    const again = await call(['run'], { replay: trace });
    expect(again).toMatchObject({ code: first.code, out: first.out });
    expect(readFileSync(trace, 'utf8')).not.toContain('"captures"');
    await expect(call(['run'], { replay: snapshot })).rejects.toThrow(/not a trace of a walk/);
  });
});

describe('flow graph', () => {
  it('draws a tree of the project', async () => {
    expect((await call(['graph', 'house'])).out).toContain('-->|"a"| n1');
    await expect(call(['graph', 'house'], { format: 'png' })).rejects.toThrow(/mermaid, dot, svg/);
  });
});

it('prints the schema that is shipped for editors', async () => {
  const shipped = readFileSync(join(import.meta.dirname, '../../flows/tree.schema.json'), 'utf8');
  expect(schemaText('flow')).toBe(shipped);
});
it('shows in docs what the command draws', async () => {
  const shown = readFileSync(join(import.meta.dirname, '../../docs/choose-setup.svg'), 'utf8');
  expect((await call(['graph', 'choose-setup'], { format: 'svg' })).out).toBe(shown);
});

it('accepts the example in the reference', async () => {
  const reference = readFileSync(join(import.meta.dirname, '../../docs/flows.md'), 'utf8');
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(reference) ?? [];
  writeFileSync(join(folder, 'example.yaml'), example);
  expect(await call(['lint', 'example.yaml'])).toMatchObject({ code: exitCode.yes, out: '' });
});
