import { beforeEach, expect, it, vi } from 'vitest';
import { homeFolder } from '../../src/settings/home.js';

const homedir = vi.hoisted(() => vi.fn<() => string>());
vi.mock('node:os', async (original) => ({ ...(await original<object>()), homedir }));
beforeEach(() => {
  homedir.mockReturnValue('/home/known');
});

it('is HOME, else what the system says', () => {
  expect(homeFolder({ HOME: '/home/somebody' })).toBe('/home/somebody');
  expect(homeFolder({})).toBe('/home/known');
});

// As libuv does for a user whom /etc/passwd does not know; test/lab/node-versions.sh has such a root for real.
it('is /nonexistent where there is none', () => {
  homedir.mockImplementation(() => {
    throw new Error('uv_os_homedir returned ENOENT (no such file or directory)');
  });
  expect(homeFolder({})).toBe('/nonexistent');
});
