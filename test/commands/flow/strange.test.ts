import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type FlowOptions, run } from '../../../src/commands/flow.js';
import { testContext } from '../../support/context.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-strange-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const owned = join(folder, 'owned');
const end = { done: 'remedy', because: 'It is over.', commands: ['true'] };
const tree = (node: object) =>
  JSON.stringify({
    flow: 'theirs',
    title: 'Theirs',
    about: 'A tree from somewhere.',
    start: 'go',
    nodes: { go: node, end },
  });
writeFileSync(
  join(folder, 'fix.yaml'),
  tree({
    fix: {
      title: 'Harmless',
      commands: [`touch ${owned}`],
      needsRoot: false,
      runnable: true,
      until: { fact: 'os.arch', known: true },
    },
    to: { helped: 'end', failed: 'end', skipped: 'end' },
  }),
);
writeFileSync(
  join(folder, 'try.yaml'),
  tree({
    try: 'alpine',
    options: { image: 'evil.example/alpine:1' },
    to: { passed: 'end', failed: 'end', blocked: 'end', skipped: 'end' },
  }),
);
writeFileSync(
  join(folder, 'option.yaml'),
  tree({
    try: 'alpine',
    options: { image: '--privileged' },
    to: { passed: 'end', failed: 'end', blocked: 'end', skipped: 'end' },
  }),
);

const outcomeOf = async (file: string, options: FlowOptions = {}): Promise<string> => {
  const { context, written } = testContext({ cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
  await run(context, ['run', file], { ...options, json: true });
  return JSON.parse(written.out).trace[0].outcome;
};

it.each([{}, { yes: true }])(
  'a fix of a stranger is not run without a yes on a terminal (%j)',
  { timeout: 60_000 },
  async (options) => {
    expect(await outcomeOf('./fix.yaml', options)).toBe('skipped');
    expect(existsSync(owned)).toBe(false);
  },
);

it('a tree that another user can write is not walked', async () => {
  chmodSync(join(folder, 'try.yaml'), 0o666);
  try {
    await expect(outcomeOf('./try.yaml')).rejects.toMatchObject({
      message: 'Another user can write to the tree, so it is not used.',
      nextSteps: [expect.stringContaining('cat '), `chmod go-w ${join(folder, 'try.yaml')}`],
    });
    const { context, written } = testContext({ cwd: folder });
    await run(context, ['graph', './try.yaml'], {});
    expect(written.out).toContain('Theirs');
  } finally {
    chmodSync(join(folder, 'try.yaml'), 0o644);
  }
});

it('a rung is not tried as a stranger wants it without a yes', async () => {
  expect(await outcomeOf('./try.yaml')).toBe('skipped');
});

it('a value of a stranger may not look like an option of the tool that gets it', async () => {
  await expect(outcomeOf('./option.yaml', { yes: true })).rejects.toThrow(/is invalid/);
});

it('shows all lines of a command, and makes none that hides something one to run', async () => {
  const { offerOf } = await import('../../../src/flow/offer.js');
  const node = (command: string) =>
    ({
      fix: {
        title: 'x',
        commands: [command],
        needsRoot: false,
        runnable: true,
        until: { fact: 'os.arch', known: true },
      },
      to: {},
    }) as unknown as Parameters<typeof offerOf>[0];
  const offer = (command: string) =>
    offerOf(node(command), { tree: 't', node: 'n', offered: [] }, { facts: {}, findings: [], rungs: [] } as never)?.fix;
  expect(offer('echo fine # comment\ntouch X')?.runnable).toBe(true);
  for (const hidden of ['echo fine\rtouch X', 'echo \u202efine', 'echo fine\ttouch', 'a \nb'])
    expect(offer(hidden)?.runnable).toBe(false);
});
