import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildKey, keepBuild, keptFolder, keptPrograms, lastBuildOf, reuseKept } from '../../src/engine/kept-build.js';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { buildResult } from '../support/build-result.js';
import { someFacts } from '../support/facts.js';

const setup = { rung: 'glibc-static', upx: false, options: {} } as const;
let base = '';
let project = '';
let kept = '';

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'kept-'));
  chmodSync(base, 0o700);
  project = join(base, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'a.c'), 'int main(void){return 0;}');
  kept = keptFolder(join(base, 'state'), project);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const keyNow = () => buildKey(project, setup, 'make', someFacts(), {});
const keep = async () => {
  const path = join(keptPrograms(kept, 'glibc-static'), 'a');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  copyFileSync(process.execPath, path);
  const programs = [{ name: 'a', savedTo: path, artifact: inspectFileSync(path), fault: null, packed: 'Packed.' }];
  await keepBuild(kept, 'glibc-static', await keyNow(), new Date(0), buildResult({ programs }));
  return path;
};
const { signal } = new AbortController();
const take = async () => reuseKept(kept, 'glibc-static', await keyNow(), project, join(project, 'dist-static'), signal);

it('takes the programs that were kept, and what was said of them', async () => {
  await keep();
  expect(await take()).toMatchObject({ outcome: 'passed', programs: [{ name: 'a', packed: 'Packed.' }] });
  expect(existsSync(join(project, 'dist-static', 'a'))).toBe(true);
  expect(await reuseKept(kept, 'zig', await keyNow(), project, null, signal)).toBeNull();
});

it('takes nothing where nothing was kept', async () => {
  expect(await take()).toBeNull();
  expect(lastBuildOf(kept, project)).toBeNull();
});

it('takes nothing once a source, the setup, the tools or the flags are others', async () => {
  await keep();
  const key = await keyNow();
  utimesSync(join(project, 'a.c'), 1, 1);
  expect(await keyNow()).toBe(key);
  writeFileSync(join(project, 'a.c'), 'int main(void){return 1;}');
  expect(await keyNow()).not.toBe(key);
  expect(await take()).toBeNull();
  expect(await buildKey(project, { ...setup, upx: true }, 'make', someFacts(), {})).not.toBe(await keyNow());
  expect(await buildKey(project, setup, 'make', someFacts({ toolchain: { cc: null } }), {})).not.toBe(await keyNow());
  expect(await buildKey(project, setup, 'make', someFacts(), { CFLAGS: '-O3' })).not.toBe(await keyNow());
  // What the setup depends on, as `status` compares it.
  const alpine = { ...setup, rung: 'alpine', options: { engine: 'docker' } } as const;
  const elsewhere = someFacts({ engines: { docker: { daemon: { host: 'tcp://127.0.0.1:9' } } } });
  expect(await buildKey(project, alpine, 'make', elsewhere, {})).not.toBe(
    await buildKey(project, alpine, 'make', someFacts(), {}),
  );
});

it.each([
  'CC',
  'HOSTCC',
  'CC_x86_64_unknown_linux_musl',
  'LIBS',
  'PKG_CONFIG_PATH',
  'CMAKE_PREFIX_PATH',
  'CARGO_PROFILE_RELEASE_LTO',
  'RUSTC_WRAPPER',
  'CGO_CFLAGS',
  'GOEXPERIMENT',
  'GNUMAKEFLAGS',
])('takes nothing once %s is another', async (name) => {
  const withValue = (value: string) => buildKey(project, setup, 'make', someFacts(), { [name]: value });
  expect(await withValue('a')).not.toBe(await withValue('b'));
  expect(await withValue('a')).not.toBe(await keyNow());
});

it('takes what was kept from a shell that has the same variables in another order', async () => {
  const key = (env: Record<string, string>) => buildKey(project, setup, 'make', someFacts(), env);
  const [cc, cxx, ar] = [{ CC: 'a' }, { CXX: 'b' }, { AR: 'c' }];
  expect(await key({ ...cc, ...cxx, ...ar })).toBe(await key({ ...ar, ...cxx, ...cc }));
  expect(await key({ ...cc, ...cxx, ...ar })).toBe(await key({ ...cxx, ...cc, ...ar }));
});

it('takes what was kept from any terminal', async () => {
  const elsewhere = { TERM: 'vt100', COLUMNS: '80', SSH_TTY: '/dev/pts/1', GOOGLE_CLOUD_PROJECT: 'a', CCACHE: 'b' };
  expect(await buildKey(project, setup, 'make', someFacts(), elsewhere)).toBe(await keyNow());
});

it('takes no program that was changed', async () => {
  writeFileSync(await keep(), 'other');
  expect(await take()).toBeNull();
  expect(existsSync(join(project, 'dist-static'))).toBe(false);
});

it('knows the last build', async () => {
  await keep();
  expect(lastBuildOf(kept, project)).toEqual({ outcome: 'passed', at: '1970-01-01T00:00:00.000Z', programs: ['a'] });
});

it('is the same for the same folder, whatever dist-static holds', async () => {
  const key = await keyNow();
  mkdirSync(join(project, 'dist-static'));
  writeFileSync(join(project, 'dist-static', 'a'), 'program');
  expect(await keyNow()).toBe(key);
});
