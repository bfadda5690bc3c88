import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { recentLogs } from '../../src/engine/recent-logs.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const state = join(folder, 'state');
const cwd = join(folder, 'project');
const own = join(state, 'musl-wizard/logs');
mkdirSync(own, { recursive: true });
mkdirSync(cwd);
const write = (path: string, age: number, text = 'x'): void => {
  writeFileSync(path, text);
  utimesSync(path, 1_000_000 - age, 1_000_000 - age);
};
write(join(cwd, 'build.log'), 10);
write(join(cwd, 'nohup.out'), 20);
write(join(cwd, 'README.md'), 0);
write(join(cwd, 'empty.log'), 0, '');
write(join(own, '2026-11-29T01-02-03-004Z-alpine-77.log'), 5);
write(join(own, '2026-11-29T01-02-03-004Z-build-alpine-77.log'), 25);
write(join(own, '2026-11-29T01-02-03-004Z-musl-gcc-77.log'), 30);
symlinkSync('/etc/passwd', join(cwd, 'link.log'));
execFileSync('mkfifo', [join(cwd, 'pipe.log')]);
mkdirSync(join(cwd, 'folder.log'));

it('lists the logs of the folder and of our own builds, the newest first, with the place they tell of', () => {
  const found = recentLogs(cwd, { XDG_STATE_HOME: state });
  expect(found.map(({ name, place }) => [name, place])).toEqual([
    ['musl-wizard: alpine', 'container'],
    ['build.log', 'here'],
    ['nohup.out', 'here'],
    ['musl-wizard: build-alpine', 'container'],
    ['musl-wizard: musl-gcc', 'here'],
  ]);
  expect(recentLogs(cwd, { XDG_STATE_HOME: state }, 1)).toHaveLength(1);
});

it('has none where no folder can be read', () => {
  expect(recentLogs(join(folder, 'absent'), { XDG_STATE_HOME: join(folder, 'none') })).toEqual([]);
});
