import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { fetchSources } from '../../../src/build/libs/fetch-sources.js';
import { UserError } from '../../../src/errors.js';
import { type LibraryRecipe, recipeFor } from '../../../src/libs/recipes.js';

const base = mkdtempSync(join(tmpdir(), 'mw-fetch-sources-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const zlib = recipeFor('zlib') as LibraryRecipe;

let folder: string;
let archive: string;
beforeEach(() => {
  folder = mkdtempSync(join(base, 'sources-'));
  archive = join(folder, 'zlib-1.3.tar.gz');
});

const fetchFrom = (path: string, signal = new AbortController().signal) => {
  const scratch = mkdtempSync(join(base, 'scratch-'));
  const run = () => Promise.reject(new Error('nothing is to be run'));
  return fetchSources(zlib, { kind: 'path', path }, { scratch, cache: base, signal, env: {}, tell: () => {}, run });
};

const pack = () => {
  mkdirSync(join(base, 'zlib-1.3'), { recursive: true });
  writeFileSync(join(base, 'zlib-1.3/configure'), '#!/bin/sh\n');
  execFileSync('tar', ['-C', base, '-czf', archive, 'zlib-1.3']);
};

it('takes an archive out of a folder', async () => {
  pack();
  expect(await fetchFrom(folder)).toMatchObject({ version: '1.3', origin: archive });
});

it('takes what the folder in MUSL_WIZARD_SOURCES has before it asks the network, which the rest comes from', async () => {
  pack();
  const scratch = mkdtempSync(join(base, 'scratch-'));
  const run = () => Promise.reject(new Error('it asks the network'));
  const env = { MUSL_WIZARD_SOURCES: folder };
  const errand = { scratch, cache: base, signal: new AbortController().signal, env, tell: () => {}, run };
  expect(await fetchSources(zlib, { kind: 'any' }, errand)).toMatchObject({ version: '1.3', origin: archive });
  const sodium = recipeFor('sodium') as LibraryRecipe;
  await expect(fetchSources(sodium, { kind: 'any' }, errand)).rejects.toThrow(/asks the network|cannot be fetched/);
  chmodSync(folder, 0o777);
  await expect(fetchSources(zlib, { kind: 'any' }, errand)).rejects.toThrow('can write to the sources');
});

it('names where sources come from without a token, and no longer than what is kept of a library may be', async () => {
  pack();
  const bytes = readFileSync(archive);
  const server = createServer((_, response) => response.end(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetched = async (path: string) => {
    const scratch = mkdtempSync(join(base, 'scratch-'));
    const signal = new AbortController().signal;
    const run = () => Promise.reject(new Error('nothing is to be run'));
    const errand = { scratch, cache: base, signal, env: {}, tell: () => {}, run };
    return fetchSources(zlib, { kind: 'url', url: `${host}${path}`, sha256 }, errand);
  };
  try {
    const presigned = await fetched(`/zlib-1.3.tar.gz?X-Amz-Signature=planted-secret-1&x=${'y'.repeat(2000)}`);
    expect(presigned.origin).toContain(sha256);
    expect(presigned.origin).toContain(`${host}/zlib-1.3.tar.gz`);
    expect(presigned.origin).not.toContain('planted-secret');
    expect(presigned.origin.length).toBeLessThanOrEqual(1000);
    expect((await fetched(`/zlib-1.${'3'.repeat(200)}.tar.gz`)).version).toHaveLength(100);
  } finally {
    server.close();
  }
});

it.each([
  ['a pipe', () => execFileSync('mkfifo', [archive])],
  ['a link to a device', () => symlinkSync('/dev/zero', archive)],
  ['a link in a circle', () => symlinkSync(archive, archive)],
  ['a folder', () => mkdirSync(archive)],
  [
    'a file of 100 GB',
    () => {
      writeFileSync(archive, '');
      truncateSync(archive, 100e9);
    },
  ],
])('refuses %s in the place of an archive', async (_, plant) => {
  plant();
  await expect(fetchFrom(folder)).rejects.toBeInstanceOf(UserError);
  await expect(fetchFrom(archive)).rejects.toBeInstanceOf(UserError);
});

it.skipIf(spawnSync('xz', ['--version']).status !== 0)('unpacks by no program of the current folder', async () => {
  pack();
  execFileSync('sh', ['-c', 'gzip -dc "$1" | xz > "$2"', 'sh', archive, join(folder, 'zlib-1.3.tar.xz')]);
  rmSync(archive);
  const bin = mkdtempSync(join(process.cwd(), 'node_modules/.mw-bin-'));
  writeFileSync(join(bin, 'xz'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  try {
    expect(await fetchFrom(folder)).toMatchObject({ version: '1.3' });
  } finally {
    vi.unstubAllEnvs();
    rmSync(bin, { recursive: true });
  }
});

it('is ended by Ctrl-C', async () => {
  pack();
  await expect(fetchFrom(folder, AbortSignal.abort())).rejects.toThrow();
});

it.each([
  ['the folder', () => folder],
  ['the archive', () => archive],
] as const)('refuses sources when all users can write %s', async (_, which) => {
  pack();
  chmodSync(which(), 0o777);
  await expect(fetchFrom(folder)).rejects.toMatchObject({
    message: 'Another user can write to the sources, so they are not built.',
    evidence: expect.arrayContaining([`${which()} can be written by every user (mode 0777)`]),
  });
});

it.skipIf(process.geteuid?.() !== 0)('refuses the sources of another user', async () => {
  pack();
  chownSync(folder, 4242, 4242);
  await expect(fetchFrom(folder)).rejects.toMatchObject({
    evidence: [expect.any(String), `${folder} belongs to user 4242`],
  });
});

const sourcesWith = (name: string): string => {
  mkdirSync(join(folder, 'src'));
  for (const file of ['configure', 'src/a.c', name]) writeFileSync(join(folder, file), '');
  return join(folder, name);
};

it.each(['a.c', 'src/b.c'])('refuses a folder of sources when all users can write %s in it', async (name) => {
  const file = sourcesWith(name);
  chmodSync(file, 0o666);
  await expect(fetchFrom(folder)).rejects.toMatchObject({
    message: 'Another user can write to the sources, so they are not built.',
    evidence: [expect.any(String), `${file} can be written by every user (mode 0666)`],
  });
});

it('refuses a link in a folder of sources to what all users can write', async () => {
  sourcesWith('a.c');
  const elsewhere = join(mkdtempSync(join(base, 'elsewhere-')), 'b.h');
  writeFileSync(elsewhere, '', { mode: 0o600 });
  symlinkSync(elsewhere, join(folder, 'src/b.h'));
  expect(await fetchFrom(folder)).toMatchObject({ origin: folder });
  chmodSync(elsewhere, 0o666);
  await expect(fetchFrom(folder)).rejects.toBeInstanceOf(UserError);
});

it.skipIf(process.geteuid?.() !== 0)('refuses a folder of sources with a file of another user', async () => {
  const file = sourcesWith('src/b.c');
  chownSync(file, 4242, 4242);
  await expect(fetchFrom(folder)).rejects.toMatchObject({
    evidence: [expect.any(String), `${file} belongs to user 4242`],
  });
});

it('copies a folder of sources without what was compiled in it', async () => {
  sourcesWith('src/a.o');
  writeFileSync(join(folder, 'src/a.o'), Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\0\x3e\0', 'latin1'));
  const fetched = await fetchFrom(folder);
  expect(readdirSync(join(fetched.folder, 'src'))).toEqual(['a.c']);
});

it('says of a tool what failed, not the last line that it printed', async () => {
  const tail = [
    "error: rustup could not choose a version of cargo to run, because one wasn't specified explicitly, and no default is configured.",
    "help: run 'rustup default stable' to download the latest stable release of Rust and set it as your default toolchain.",
    '',
    'Stack backtrace:',
    '   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from',
    '  13: <unknown>',
    '',
  ].join('\n');
  const errand = { scratch: mkdtempSync(join(base, 'scratch-')), cache: base, env: {}, tell: () => {} };
  const run = () => Promise.resolve({ code: 1, signal: null, error: null, tail } as never);
  const { signal } = new AbortController();
  await expect(fetchSources(zlib, { kind: 'crates' }, { ...errand, signal, run })).rejects.toMatchObject({
    evidence: [expect.stringMatching(/^crates: cargo: error: rustup could not choose a version/)],
  });
});
