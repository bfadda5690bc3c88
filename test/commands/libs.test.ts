import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Added, addLibrary } from '../../src/build/libs/add-library.js';
import { type BuiltLibrary, libraryShelf } from '../../src/build/libs/cache.js';
import { type LibsFlags, run } from '../../src/commands/libs.js';
import { examine } from '../../src/engine/examine.js';
import { UsageError } from '../../src/errors.js';
import type { RungId } from '../../src/rungs/registry.js';
import { testContext } from '../support/context.js';
import { someFacts } from '../support/facts.js';
import { trustedFolder } from '../support/trusted-folder.js';

vi.mock('../../src/build/libs/add-library.js', { spy: true });
vi.mock('../../src/engine/examine.js');

let home: string;
beforeEach(() => {
  vi.mocked(examine).mockResolvedValue({ facts: someFacts() } as Awaited<ReturnType<typeof examine>>);
  vi.mocked(addLibrary).mockReset();
  home = trustedFolder('mw-libs-');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (id: string, rung: RungId = 'zig', arch = 'x86_64') => {
  const folder = join(libraryShelf({ XDG_CACHE_HOME: home }, rung, arch), `${id}-key`);
  const about = { id, version: '1.2', rung, arch, compiler: [], source: '', builtAt: '', ran: true, sizeBytes: 2048 };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'library.json'), JSON.stringify(about));
  return folder;
};
const libs = async (words: readonly string[], flags: LibsFlags = {}) => {
  const { context, written } = testContext({ cwd: home, env: { XDG_CACHE_HOME: home, PATH: '' } });
  return { code: await run(context, words, flags), ...written };
};

describe('libs list', () => {
  it('says how to get the first', async () => {
    const { code, out } = await libs([]);
    expect(code).toBe(0);
    expect(out).toMatch(/^No libraries yet\. To build one: musl-wizard libs add NAME\. There are recipes for .*zlib/);
  });

  it('shows a table, or a document', async () => {
    put('zlib');
    put('openssl', 'musl-gcc', 'aarch64');
    expect((await libs(['list'])).out).toBe(
      [
        'library  version  rung      arch     size',
        'openssl  1.2      musl-gcc  aarch64  2 KiB',
        'zlib     1.2      zig       x86_64   2 KiB',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await libs([], { json: true })).out)).toMatchObject({
      schema: 'musl-wizard.libs/1',
      libraries: [{ id: 'openssl' }, { id: 'zlib' }],
      results: [],
      removed: [],
    });
  });
});

describe('libs remove', () => {
  it('removes what is named, by any name of it, and nothing else', async () => {
    const [zlib, openssl] = [put('zlib'), put('openssl')];
    expect(await libs(['remove', 'libssl'])).toEqual({
      code: 0,
      out: 'removed openssl 1.2 for zig, x86_64\n',
      err: '',
    });
    expect([existsSync(zlib), existsSync(openssl)]).toEqual([true, false]);
  });

  it('keeps those of other rungs and architectures, where one is named', async () => {
    const [zig, gcc, arm] = [put('zlib'), put('zlib', 'musl-gcc'), put('zlib', 'zig', 'aarch64')];
    await libs(['remove', 'zlib'], { rung: 'musl-gcc' });
    expect([zig, gcc, arm].map(existsSync)).toEqual([true, false, true]);
    await libs(['remove', 'zlib'], { arch: 'aarch64' });
    expect([zig, gcc, arm].map(existsSync)).toEqual([true, false, false]);
  });

  it('says what is not there, and that this is a no', async () => {
    put('zlib');
    expect(await libs(['remove', 'zlib', 'xz'])).toMatchObject({ code: 1, err: 'xz is not there.\n' });
    expect(await libs(['remove'], { all: true })).toEqual({ code: 0, out: 'Nothing to remove.\n', err: '' });
  });

  it('of all leaves none, and tells which these were', async () => {
    put('zlib');
    put('openssl', 'musl-gcc');
    const { out } = await libs(['remove'], { all: true, json: true });
    expect(JSON.parse(out)).toMatchObject({ libraries: [], removed: [{ id: 'openssl' }, { id: 'zlib' }] });
  });
});

it.each<[string, readonly string[], LibsFlags, RegExp]>([
  ['an action that there is not', ['frob'], {}, /libs takes list, add NAME\.\.\. or remove NAME\.\.\.; got: frob/],
  ['names to list', ['list', 'zlib'], {}, /takes no names; got: zlib/],
  ['to remove nothing', ['remove'], {}, /or --all/],
  ['to add nothing', ['add'], {}, /libs add takes names/],
  ['what has no recipe', ['add', 'zlib', 'nolib'], {}, /no recipe for nolib\. There are recipes for .*zlib/],
  ['an address without its sum', ['add', 'zlib'], { from: 'https://example.org/z.tar.gz' }, /with its checksum/],
  ['an address that is not of the web', ['add', 'zlib'], { from: 'ftp://x/y#sha256=0' }, /with its checksum/],
  [
    'one address for several',
    ['add', 'zlib', 'xz'],
    { from: `https://example.org/z.tar.gz#sha256=${'0'.repeat(64)}` },
    /one library at a time/,
  ],
  ['a rung that takes libraries from packages', ['add', 'zlib'], { rung: 'alpine', yes: true }, /--rung takes .*zig/],
  ['a rung of glibc', ['remove', 'zlib'], { rung: 'glibc-static' }, /--rung takes .*zig/],
  ['what nobody can be asked about', ['add', 'zlib'], { rung: 'zig' }, /without a terminal, use --yes/],
])('refuses %s', async (_, words, flags, message) => {
  put('zlib');
  const refused = await libs(words, flags).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UsageError);
  expect((refused as Error).message).toMatch(message);
  expect(existsSync(put('zlib'))).toBe(true);
});

it('builds nothing for an architecture of which no compiler knows', async () => {
  const refused = await libs(['add', 'zlib'], { rung: 'zig', arch: 'vax', yes: true }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
});

it('tells in a document why a library could not be built', async () => {
  // musl-gcc builds for its own machine alone, if it is there at all.
  const { code, out } = await libs(['add', 'zlib'], { rung: 'musl-gcc', arch: 'riscv64', yes: true, json: true });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    results: [{ outcome: 'blocked', library: null, reason: expect.any(String) }],
  });
});

describe('libs add', () => {
  const added = (over: Partial<Added> = {}): Added => ({
    id: 'zlib',
    outcome: 'passed',
    reason: null,
    library: { id: 'zlib', version: '1.3', rung: 'zig', arch: 'x86_64', ran: true } as BuiltLibrary,
    durationMs: 2000,
    logFile: '/log',
    ...over,
  });
  /** Adds libraries, each of which comes to what `ends` has in turn. */
  const add = async (names: readonly string[], ends: readonly Partial<Added>[], flags: LibsFlags = {}) => {
    for (const end of ends) vi.mocked(addLibrary).mockResolvedValueOnce(added(end));
    const done = await libs(['add', ...names], { rung: 'zig', yes: true, ...flags });
    return { ...done, jobs: vi.mocked(addLibrary).mock.calls.map(([job]) => job) };
  };

  it('builds what a library needs before it, each once, and says what came of it', async () => {
    const { code, out, err, jobs } = await add(['libssh2', 'openssl'], [{}, {}, {}]);
    expect(jobs.map(({ recipe }) => recipe.id)).toEqual(['openssl', 'zlib', 'libssh2']);
    expect(jobs[0]).toMatchObject({ rung: 'zig', arch: 'x86_64', timeoutMs: 1_800_000, folder: home });
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(
      '✓ zlib 1.3 for zig, x86_64: built in 2.0 s; a program that uses it links statically and runs',
    );
    expect(err).toMatch(/^Building openssl, zlib, libssh2 by zig for x86_64, about .* on two cores\n$/);
  });

  it.each([
    [{}, /and runs$/],
    [{ library: { ...added().library, ran: null } as BuiltLibrary }, /\(not run: this machine cannot run it\)$/],
    [{ outcome: 'there' }, /: already there$/],
  ] as const)('says of one that is there: %j', async (end, line) => {
    const { code, out } = await add(['zlib'], [end]);
    expect(code).toBe(0);
    expect(out.trimEnd()).toMatch(line);
  });

  it('ends at the first that cannot be built, and leads to its log', async () => {
    const failed = { outcome: 'failed', library: null, reason: 'The step failed.' } as const;
    const { code, out, jobs } = await add(['zlib', 'openssl'], [failed]);
    expect([code, jobs.length]).toEqual([1, 1]);
    expect(out.split('\n')).toEqual([
      '✗ zlib: failed after 2.0 s. The step failed.',
      '  log: /log',
      '  why: musl-wizard explain /log',
      '',
    ]);
    expect((await add(['zlib'], [{ ...failed, outcome: 'cancelled' }])).out).not.toContain('log');
    expect((await add(['zlib'], [{ ...failed, logFile: null }])).out).not.toContain('log');
  });

  it('takes a folder for all that is built, but a file or an address for what was asked for alone', async () => {
    const from = async (text: string) =>
      (await add(['libssh2'], [{}, {}, {}], { from: text })).jobs.slice(-3).map((job) => job.from.kind);
    expect(await from('debian')).toEqual(['debian', 'debian', 'debian']);
    expect(await from('./sources')).toEqual(['any', 'any', 'path']);
    expect(await from(`https://example.org/z.tar.gz#sha256=${'0'.repeat(64)}`)).toEqual(['any', 'any', 'url']);
  });

  it('passes on what is asked of the build, and is quiet where that is asked', async () => {
    const { jobs } = await add(['zlib'], [{}], { jobs: '3', timeout: '60', arch: 'aarch64' });
    expect(jobs[0]).toMatchObject({ jobs: 3, timeoutMs: 60_000, arch: 'aarch64' });
    const { context, written } = testContext({ cwd: home, env: { XDG_CACHE_HOME: home }, quiet: true });
    vi.mocked(addLibrary).mockResolvedValueOnce(added());
    await run(context, ['add', 'zlib'], { rung: 'zig', yes: true });
    expect(written.err).toBe('');
  });
});
