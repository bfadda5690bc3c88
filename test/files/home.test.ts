import { beforeEach, expect, it, vi } from 'vitest';
import { homeFolder } from '../../src/files/home.js';

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
