import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  failedBefore,
  forgetFailures,
  isSameTry,
  rememberFailure,
  type TriedProject,
} from '../../src/engine/failed-tries.js';
import type { ChosenProject } from '../../src/project/project.js';
import { someDiagnosis } from '../support/diagnosis.js';
import { someFacts } from '../support/facts.js';
import { trustedFolder } from '../support/trusted-folder.js';

const project = { build: { system: 'make' }, languages: ['c'] } as unknown as ChosenProject;
const facts = someFacts();
const at = new Date('2026-01-01T10:00:00Z');
const later = new Date('2026-01-01T10:05:00Z');
let root = '';
let trial: TriedProject;
beforeEach(() => {
  root = trustedFolder('mw-tries-');
  const [folder, bin] = [join(root, 'project'), join(root, 'bin')];
  mkdirSync(folder);
  mkdirSync(bin);
  writeFileSync(join(folder, 'a.c'), 'a');
  trial = {
    kept: join(root, 'kept'),
    folder,
    buildSystem: 'make',
    options: {},
    args: [],
    env: { PATH: bin, HOME: root },
    signal: new AbortController().signal,
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const fail = (cause = 'make-missing', over: Partial<TriedProject> = {}, outcome: 'failed' | 'blocked' = 'failed') =>
  rememberFailure(
    { ...trial, ...over },
    'zig',
    project,
    { outcome, reason: 'It failed.', diagnoses: [{ ...someDiagnosis(cause), title: 'make is missing' }] },
    { facts, findings: [] },
    at,
  );
const known = async (over: Partial<TriedProject> = {}, now = facts) => {
  const found = await failedBefore({ ...trial, ...over }, now, later);
  return found.map(({ rung }) => rung).sort();
};

it('reports when and why a rung failed, and which lack the same', async () => {
  expect(await known()).toEqual([]);
  await fail();
  const found = await failedBefore(trial, facts, later);
  expect(found.find(({ rung }) => rung === 'zig')?.why).toBe('it failed for this project 5 min ago: make is missing');
  expect(found.find(({ rung }) => rung === 'musl-gcc')?.why).toBe(
    'it lacks the same thing as zig, which failed for this project 5 min ago: make is missing',
  );
  expect(await known()).not.toContain('alpine');
});

it('forgets it once the project is another', async () => {
  await fail();
  writeFileSync(join(trial.folder, 'a.c'), 'b');
  expect(await known()).toEqual([]);
  writeFileSync(join(trial.folder, 'a.c'), 'a');
  expect(await known()).toContain('zig');
});

it('forgets it once the machine is another, even by a program that nobody asks for', async () => {
  await fail();
  expect(await known({}, someFacts({ toolchain: { cc: null } }))).toEqual([]);
  utimesSync(join(root, 'bin'), 1, 1);
  expect(await known()).toEqual([]);
});

it('forgets it once a variable that steers builds is another', async () => {
  await fail();
  for (const name of ['CC', 'HOSTCC', 'PKG_CONFIG_PATH', 'CMAKE_PREFIX_PATH', 'RUSTC_WRAPPER', 'GOEXPERIMENT'])
    expect(await known({ env: { ...trial.env, [name]: 'other' } })).toEqual([]);
  expect(await known({ env: { ...trial.env, TERM: 'vt100' } })).toContain('zig');
});

it('forgets the rung by which it was built', async () => {
  await fail();
  forgetFailures(trial.kept, trial.folder, 'zig');
  expect(await known()).toEqual([]);
});

it('is of the words and options that it was tried with', async () => {
  await fail('linker-error', { args: ['--without-x'] });
  expect(await known()).toEqual([]);
  expect(await known({ args: ['--without-x'] })).toEqual(['zig']);
  expect(await known({ args: ['--without-y'] })).toEqual([]);
});

it('knows what was chosen by itself for no other try', () => {
  expect(isSameTry({ engine: 'docker', image: 'alpine' }, {})).toBe(true);
  expect(isSameTry({}, { engine: 'docker', image: 'alpine' })).toBe(true);
  expect(isSameTry({ image: 'alpine' }, { image: 'other' })).toBe(false);
  expect(isSameTry({ arch: 'aarch64' }, {})).toBe(false);
});

it('remembers of causes that pass by themselves that they do', async () => {
  await fail('dns-resolution-failed');
  expect((await failedBefore(trial, facts, later)).map(({ passes }) => passes)).toEqual([true]);
});

it('remembers nothing that was not tried, and nothing that is damaged', async () => {
  await fail('make-missing', {}, 'blocked');
  expect(await known()).toEqual([]);
  await fail();
  const file = join(trial.kept, 'failed.json');
  const dated = readFileSync(file, 'utf8').replace(/"at":"[^"]*"/, '"at":"no date"');
  for (const damaged of ['[{"rung":"zig","same":["no-such"]}, 7, null]', dated]) {
    writeFileSync(file, damaged);
    expect(await known()).toEqual([]);
  }
});

it('writes no password of an option down', async () => {
  await fail('make-missing', { options: { apkMirror: 'http://ann:m1rror-hunter17@mirror.example/alpine' } });
  expect(existsSync(join(trial.kept, 'failed.json'))).toBe(false);
  await fail('make-missing', { args: ['-DURL=https://ann:hunter2hunter2@mirror.example/'] });
  expect(existsSync(join(trial.kept, 'failed.json'))).toBe(false);
});

it('does without a note where none can be written', async () => {
  writeFileSync(join(root, 'file'), '');
  trial = { ...trial, kept: join(root, 'file', 'kept') };
  await expect(fail()).resolves.toBeUndefined();
});
