import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { run } from '../../src/commands/status.js';
import { keepBuild, keptFolder } from '../../src/engine/kept-build.js';
import type { Proves } from '../../src/project/setup.js';
import { loadStore } from '../../src/settings/load-store.js';
import { stateFolder } from '../../src/settings/paths.js';
import { buildResult } from '../support/build-result.js';
import { testContext } from '../support/context.js';
import { trustedFolder } from '../support/trusted-folder.js';

let configDir: string;
let cwd: string;
beforeEach(() => {
  const root = trustedFolder('mw-status-');
  [configDir, cwd] = [join(root, 'config'), join(root, 'project')];
  mkdirSync(cwd);
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => vi.useRealTimers());

const provedAt = '2026-11-01T12:00:00.000Z';
const now = '2026-11-04T13:00:00.000Z';
const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string];

const save = async (over: {
  readonly upx?: boolean;
  readonly project?: string | null;
  readonly proves?: Proves;
  readonly basis?: Readonly<Record<string, unknown>>;
}) => {
  const { upx = false, project = cwd, proves, basis = { 'os.arch': arch } } = over;
  (await loadStore()).saveSetup(configDir, {
    schema: 'musl-wizard.setup/1',
    rung: 'zig',
    upx,
    options: {},
    project,
    provedAt,
    proof: { sizeBytes: 1, libc: 'musl', durationMs: 1, ...(proves && { proves }) },
    basis,
  });
};

const status = async () => {
  const { context, written } = testContext({ cwd, configDir, env: { PATH: '/usr/bin:/bin' } });
  return { code: await run(context, [], {}), lines: written.out.trimEnd().split('\n') };
};

it('says that nothing is saved', async () => {
  expect(await status()).toEqual({ code: 1, lines: ['No setup is saved for this folder.', '  musl-wizard choose'] });
});

const valid = `Still valid: zig, proven 3 days ago; nothing it depends on has changed.`;

it.each([
  ['the whole project', { proves: 'project' }, [valid]],
  [
    'its libraries',
    { proves: 'libraries' },
    [valid, 'Tools and libraries proven, not built yet.', '  musl-wizard build'],
  ],
  [
    'the tools alone',
    { proves: 'tools' },
    [valid, 'Tools proven, its libraries not tried, not built yet.', '  musl-wizard build'],
  ],
  ['nobody knows what, as before that was kept', {}, [valid]],
] as const)('says how far a proof of %s goes', async (_, over, lines) => {
  await save(over);
  expect(await status()).toEqual({ code: 0, lines });
});

it('tells the setup of this machine from one for a project, which alone is built', async () => {
  await save({ project: null, proves: 'libraries' });
  expect(await status()).toEqual({ code: 0, lines: [valid.replace('zig,', "zig, the machine's own,")] });
});

it.each([
  ['os.arch', 'vax', /^ {2}.*vax → /],
  ['no.such.fact', 1, /^ {2}no\.such\.fact 1 → gone$/],
])('says that %s changed, and what to do', async (path, before, line) => {
  await save({ basis: { [path]: before }, upx: true });
  const lines = [
    `Changed since zig with UPX was proven (3 days ago):`,
    expect.stringMatching(line),
    '  musl-wizard status --check',
  ];
  expect(await status()).toEqual({ code: 1, lines });
});

it.each([
  [buildResult({ outcome: 'failed', programs: [] }), /^Last build .*: failed\.$/],
  [buildResult({ outcome: 'passed' }), /^Last build .*: built: \.$/],
])('says what became of the last build, in place of what was proven', async (result, line) => {
  await save({ proves: 'libraries' });
  await keepBuild(keptFolder(stateFolder({}, configDir), cwd), 'zig', null, new Date(0), result);
  const { lines } = await status();
  expect(lines).toEqual([valid, expect.stringMatching(line)]);
});
