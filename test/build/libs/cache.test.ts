import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  librariesFolder,
  librariesFor,
  libraryShelf,
  listLibraries,
  pruneLibraries,
  removeLibrary,
} from '../../../src/build/libs/cache.js';
import type { RungId } from '../../../src/rungs/registry.js';

let home: string;
let env: { XDG_CACHE_HOME: string };
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mw-libs-cache-'));
  env = { XDG_CACHE_HOME: home };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const manifest = {
  id: 'zlib',
  version: '1.3',
  rung: 'zig' as RungId,
  arch: 'x86_64',
  compiler: ['zig', 'cc'],
  source: 'a test',
  builtAt: '2026-11-01T00:00:00.000Z',
  ran: true as boolean | null,
  sizeBytes: 10,
};
/** Puts a library into the cache; of its manifest what is given is otherwise. */
const put = (over: Partial<Record<keyof typeof manifest, unknown>> = {}, key = `key-${count++}`) => {
  const about = { ...manifest, ...over };
  const place = libraryShelf(env, about.rung as RungId, String(about.arch));
  mkdirSync(join(place, key), { recursive: true });
  writeFileSync(join(place, key, 'library.json'), JSON.stringify(about));
  return join(place, key);
};
let count = 0;
const listed = () => listLibraries(env).map(({ id, rung, arch, builtAt }) => [rung, arch, id, builtAt.slice(0, 10)]);

it('lists what is there by rung, architecture and name, the newest of one first', () => {
  put({ rung: 'zig', id: 'zlib', builtAt: '2026-11-01T00:00:00.000Z' });
  put({ rung: 'zig', id: 'zlib', builtAt: '2026-11-03T00:00:00.000Z' });
  put({ rung: 'zig', id: 'bzip2' });
  put({ rung: 'zig', arch: 'aarch64', id: 'zlib' });
  put({ rung: 'musl-gcc', id: 'zlib' });
  expect(listed()).toEqual([
    ['musl-gcc', 'x86_64', 'zlib', '2026-11-01'],
    ['zig', 'aarch64', 'zlib', '2026-11-01'],
    ['zig', 'x86_64', 'bzip2', '2026-11-01'],
    ['zig', 'x86_64', 'zlib', '2026-11-03'],
    ['zig', 'x86_64', 'zlib', '2026-11-01'],
  ]);
});

it('takes none that the project at hand can have brought: from a cache inside it, or behind one of its links', () => {
  const project = mkdtempSync(join(tmpdir(), 'mw-libs-project-'));
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(project);
  try {
    put();
    expect(listed()).toHaveLength(1);
    symlinkSync(home, join(project, 'linked'));
    env = { XDG_CACHE_HOME: join(project, 'linked') };
    expect(listed()).toEqual([]);
    env = { XDG_CACHE_HOME: join(project, '.cache') };
    put();
    expect(listed()).toEqual([]);
  } finally {
    cwd.mockRestore();
    rmSync(project, { recursive: true, force: true });
  }
});

it('gives a build the newest of each library, of its own rung and architecture', () => {
  const newest = put({ builtAt: '2026-11-03T00:00:00.000Z' });
  put({ builtAt: '2026-11-01T00:00:00.000Z' });
  put({ rung: 'musl-gcc', builtAt: '2026-11-09T00:00:00.000Z' });
  put({ arch: 'aarch64', builtAt: '2026-11-09T00:00:00.000Z' });
  expect(librariesFor(env, 'zig', 'x86_64').map(({ folder }) => folder)).toEqual([newest]);
  expect(librariesFor(env, 'zig', 'riscv64')).toEqual([]);
});

it.each([
  ['that could not be run', { ran: null }],
  ['that has the longest of texts', { version: 'v'.repeat(100), source: 's'.repeat(1000) }],
])('takes a library %s', (_, over) => {
  put(over);
  expect(listed()).toHaveLength(1);
});

// What is kept becomes words of a compiler's call and lines on a screen.
it.each<Partial<Record<keyof typeof manifest, unknown>>>([
  { id: '../x' },
  { id: 7 },
  { id: `z${'z'.repeat(100)}` },
  { version: null },
  { version: 'v'.repeat(101) },
  { arch: 'x86_64 -o' },
  { compiler: 'zig cc' },
  { compiler: ['zig', 1] },
  { source: 's'.repeat(1001) },
  { builtAt: 0 },
  { builtAt: 'b'.repeat(41) },
  { ran: 'yes' },
  { sizeBytes: '10' },
])('takes no library of which is said: %j', (over) => {
  put(over);
  expect(listed()).toEqual([]);
});

it('takes no library that lies elsewhere than it says, or is no folder of its own', () => {
  const away = put();
  mkdirSync(libraryShelf(env, 'musl-gcc', 'x86_64'), { recursive: true });
  renameSync(away, join(libraryShelf(env, 'musl-gcc', 'x86_64'), 'moved'));
  symlinkSync(put({ id: 'bzip2' }), join(libraryShelf(env, 'zig', 'x86_64'), 'link'));
  put({ id: 'xz' }, '.part-half');
  for (const text of ['{', 'null', '[]', '"x"', '']) writeFileSync(join(put({ id: 'pcre2' }), 'library.json'), text);
  mkdirSync(join(librariesFolder(env), 'no-rung', 'x86_64', 'k'), { recursive: true });
  writeFileSync(join(librariesFolder(env), 'no-rung', 'x86_64', 'k', 'library.json'), JSON.stringify(manifest));
  expect(listed().map(([, , id]) => id)).toEqual(['bzip2']);
});

it('takes nothing from where others can write, or compilers would split the path', () => {
  put();
  expect(listed()).toHaveLength(1);
  chmodSync(librariesFolder(env), 0o777);
  expect(listed()).toEqual([]);
  chmodSync(librariesFolder(env), 0o755);
  expect(listed()).toHaveLength(1);
  renameSync(home, `${home} x`);
  try {
    expect(listLibraries({ XDG_CACHE_HOME: `${home} x` })).toEqual([]);
  } finally {
    renameSync(`${home} x`, home);
  }
});

it('takes away one library, and no other', () => {
  const [one, other] = [put({ id: 'bzip2' }), put({ id: 'zlib' })];
  const [first] = listLibraries(env);
  if (first) removeLibrary(first);
  expect([existsSync(one), existsSync(other)]).toEqual([false, true]);
});

it('takes away the oldest above the limit, and none that is still of use', () => {
  const at = (day: number) => `2026-11-0${day}T00:00:00.000Z`;
  put({ id: 'a', builtAt: at(4), sizeBytes: 60 }, 'newest');
  put({ id: 'b', builtAt: at(3), sizeBytes: 40 }, 'fits');
  put({ id: 'c', builtAt: at(2), sizeBytes: 1 }, 'in-use');
  put({ id: 'd', builtAt: at(1), sizeBytes: 1 }, 'oldest');
  expect(pruneLibraries(env, new Set(['in-use']), 100)).toEqual(['oldest']);
  expect(listLibraries(env).map(({ key }) => key)).toEqual(['newest', 'fits', 'in-use']);
  expect(pruneLibraries(env, new Set())).toEqual([]);
});
