import { afterEach, expect, it, vi } from 'vitest';
import { buildableLack, buildLibraries } from '../../../src/commands/choose/build-libraries.js';
import * as libs from '../../../src/commands/libs.js';
import { UserError } from '../../../src/errors.js';
import { defaultPolicy } from '../../../src/ladder/default-policy.js';
import type { Verdict } from '../../../src/ladder/verdict.js';
import { detectProject } from '../../../src/project/detect.js';
import { meantBy } from '../../../src/project/needs.js';
import type { ChosenProject } from '../../../src/project/project.js';
import type { RungId } from '../../../src/rungs/registry.js';
import { filesOf } from '../../project/files-of.js';
import { testContext } from '../../support/context.js';
import { someFacts } from '../../support/facts.js';

vi.mock('../../../src/commands/libs.js', { spy: true });
afterEach(() => void vi.mocked(libs.run).mockReset());

const facts = someFacts({ os: { id: 'debian', arch: 'x86_64' }, toolchain: { archives: [], headers: [] } });
const meant = (flags: string) =>
  meantBy(detectProject(filesOf({ Makefile: `LDLIBS = ${flags}\nall: app\n` }))) as ChosenProject;
const lacking = (id: RungId, because: readonly string[] = ['project-library-missing']): Verdict => ({
  id,
  verdict: 'fixable',
  because,
});
const lackOf = (rungs: readonly Verdict[], flags = '-lsodium -lcrypto', policy = defaultPolicy) =>
  buildableLack(policy, { facts, rungs }, meant(flags));

it('finds the first rung of the ladder that lacks only libraries which can be built for it', () => {
  expect(lackOf([lacking('musl-gcc'), lacking('zig')])).toEqual({ rung: 'zig', libraries: ['sodium', 'openssl'] });
  expect(lackOf([lacking('musl-gcc')])?.rung).toBe('musl-gcc');
});

it.each([
  ['a rung that is ready', [{ id: 'zig', verdict: 'ready', because: [] }]],
  ['a rung that lacks more', [lacking('zig', ['project-library-missing', 'toolchain-zig-missing'])]],
  ['a rung with libraries of its packages', [lacking('alpine')]],
] as const)('finds nothing to build for %s', (_, rungs) => {
  expect(lackOf(rungs)).toBeNull();
});

it('builds nothing where one library has no recipe, or the rung is forbidden', () => {
  expect(lackOf([lacking('zig')], '-lsodium -lfontconfig')).toBeNull();
  expect(lackOf([lacking('zig')], '-lsodium', { ...defaultPolicy, forbidden: ['zig'] })).toBeNull();
});

const lack = { rung: 'zig', libraries: ['sodium', 'openssl'] } as const;

it('builds them with --yes, and prints of it nothing among the answer of choose', async () => {
  const { context, written } = testContext({ cwd: '/' });
  vi.mocked(libs.run).mockImplementationOnce(async ({ out }) => {
    out.write('built\n');
    return 0;
  });
  expect(await buildLibraries(lack, context, { yes: true, arch: 'aarch64' })).toBe(true);
  expect(vi.mocked(libs.run).mock.calls[0]?.slice(1)).toEqual([
    ['add', 'sodium', 'openssl'],
    { rung: 'zig', yes: true, arch: 'aarch64' },
  ]);
  expect(written).toEqual({ out: '', err: 'built\n' });
});

it('says why they cannot be built, and leaves the answer to choose', async () => {
  const { context, written } = testContext({ cwd: '/' });
  vi.mocked(libs.run).mockRejectedValueOnce(new UserError('No sources.', ['debian: no network'], ['musl-wizard x']));
  expect(await buildLibraries(lack, context, { yes: true, arch: undefined })).toBe(false);
  expect(written.err).toContain('No sources.\n  debian: no network\n  → ');
  vi.mocked(libs.run).mockResolvedValueOnce(1);
  expect(await buildLibraries(lack, context, { yes: true, arch: undefined })).toBe(false);
});

it('says what it would build where nobody can be asked', async () => {
  const { context, written } = testContext({ cwd: '/' });
  expect(await buildLibraries(lack, context, { yes: false, arch: undefined })).toBe(false);
  expect(written.err).toBe('Not built: sodium, openssl from source for zig; --yes builds them.\n');
});
