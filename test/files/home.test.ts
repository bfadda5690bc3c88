import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { homeFolder, ownHome } from '../../src/files/home.js';
import { cacheFolder, configFolder, stateFolder } from '../../src/settings/paths.js';

const userInfo = vi.hoisted(() => vi.fn<() => { homedir: string }>());
vi.mock('node:os', async (original) => ({ ...(await original<object>()), userInfo }));
beforeEach(() => {
  userInfo.mockReturnValue({ homedir: '/home/known' });
});

it('is HOME, else what the system says', () => {
  expect(homeFolder({ HOME: '/home/somebody' })).toBe('/home/somebody');
  expect(homeFolder({})).toBe('/home/known');
  // What is written below a relative path would be lost in the next folder.
  for (const HOME of ['', '.', 'home/me']) expect(homeFolder({ HOME })).toBe('/home/known');
});

// As libuv does for a user whom /etc/passwd does not know; test/lab/node-versions.sh has such a root for real.
it('is /nonexistent where there is none', () => {
  userInfo.mockImplementation(() => {
    throw new Error('uv_os_get_passwd returned ENOENT (no such file or directory)');
  });
  expect(homeFolder({})).toBe('/nonexistent');
});

describe.runIf(process.getuid?.() === 0)('root with the home of another user, as by sudo (needs root)', () => {
  const theirs = mkdtempSync(join(tmpdir(), 'mw-home-'));
  if (process.getuid?.() === 0) chownSync(theirs, 1234, 1234); // the tests are collected for other users, too
  const env = {
    HOME: theirs,
    XDG_CONFIG_HOME: join(theirs, 'new/.config'),
    CARGO_HOME: join(theirs, '.cargo'),
    GOPATH: '/',
  };

  it('uses its own, for all that it reads and writes', () => {
    expect(homeFolder(env)).toBe('/home/known');
    expect(configFolder(env)).toBe('/home/known/.config/musl-wizard');
    for (const folder of [cacheFolder(env), stateFolder(env)]) expect(folder).toMatch(/^\/home\/known\//);
    expect(ownHome(env)).toEqual({ HOME: '/home/known', XDG_CONFIG_HOME: undefined, CARGO_HOME: undefined });
    expect(ownHome({ HOME: '/root', CARGO_HOME: '/new' })).toEqual({});
  });

  it('has none where its own is another’s too', () => {
    userInfo.mockReturnValue({ homedir: theirs });
    expect(homeFolder(env)).toBe('/nonexistent');
    rmSync(theirs, { recursive: true });
  });
});
