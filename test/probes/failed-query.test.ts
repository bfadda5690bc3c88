/**
 * A query that failed gives no fact, whatever it printed: an exit code other than 0, a time-out and a flood are no
 * answers. What a failure itself says, of an engine that is not there or of a namespace that is forbidden, is listed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Capture, type Captures, type RunCapture, stdoutOf } from '../../src/machine/capture.js';
import { parseSnapshot } from '../../src/machine/snapshot.js';
import { interpret, keysOf } from '../../src/probes/interpret.js';
import { captured } from '../support/captures.js';

const folder = join(import.meta.dirname, '../../fixtures/snapshots');
const kept = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => parseSnapshot(readFileSync(join(folder, name), 'utf8'), name).captures);
/** None of the kept machines has it. */
const clang = captured({ 'which:clang': '/usr/bin/clang', 'run:clang --version': [0, 'clang version 19.1.7\n'] });
const machines = [...kept, clang];

/** Facts that an exit code other than 0 itself shows, by the query that gives them. */
const failureSays: Readonly<Record<string, RegExp>> = {
  'run:docker info --format {{.|json}}': /^engines\.docker\.|^disk\.docker/,
  'run:podman images --filter dangling=false --format {{.Repository}}:{{.Tag}}':
    /^engines\.podman\.daemon\.(state|platforms)/,
  'run:buildah info': /^engines\.buildah\.daemon\.state$/,
  'run:unshare -Ur true': /^isolation\.userNamespaces\.canCreate$/,
};

/** Every known value of the facts: its path, and what it is. Of lists the whole is one value; an empty one tells nothing. */
const known = (value: unknown, path = ''): [string, string][] => {
  if (value === null || value === 'unknown' || value === 'skipped') return [];
  if (Array.isArray(value) && value.length === 0) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => known(inner, path === '' ? key : `${path}.${key}`));
};

/** Facts that are there with a query's failure, and not, or others, where it was never answered. */
const changedBy = (captures: Captures, key: string, capture: Capture): string[] => {
  const without = new Map(known(interpret({ ...captures, [key]: { ok: false, error: 'late' } })));
  const changed = known(interpret({ ...captures, [key]: capture })).filter(
    ([path, value]) => without.get(path) !== value,
  );
  return changed.map(([path]) => path);
};

const queries = keysOf().filter((key): key is `run:${string}` => key.startsWith('run:'));
const failures: readonly (readonly [string, Omit<RunCapture, 'stdout' | 'stderr'>])[] = [
  ['exit code 1', { code: 1 }],
  ['exit code 127', { code: 127 }],
  ['a time-out', { code: null, timedOut: true }],
  ['a signal, or a flood', { code: null }],
];

describe.each(failures)('with %s', (_, failure) => {
  it.each(queries)('%s gives no fact', (key) => {
    const allowed = failure.code === null ? undefined : failureSays[key];
    for (const captures of machines) {
      const capture = captures[key];
      if (!capture || !('code' in capture) || capture.code !== 0) continue;
      const failed: Capture = { ...failure, stdout: capture.stdout, stderr: capture.stderr };
      expect(changedBy(captures, key, failed).filter((path) => !allowed?.test(path))).toEqual([]);
    }
  });
});

it('every query succeeds on some kept machine', () => {
  const answered = new Set(machines.flatMap((captures) => queries.filter((key) => stdoutOf(captures, key) !== null)));
  expect(queries.filter((key) => !answered.has(key))).toEqual([]);
});

it('a toolchain of Go that cannot be had is no version of Go', () => {
  const stderr = 'go: downloading go1.99.1 (linux/amd64)\ngo: download go1.99.1: toolchain not available\n';
  const said = {
    'which:go': '/usr/bin/go',
    'run:go version': [1, 'go version go1.99.1 linux/amd64\n', stderr],
  } as const;
  expect(interpret(captured(said)).toolchain.go).toEqual({ path: '/usr/bin/go', version: null });
});

it('of several toolchains of Rust none is in use where rustc does not say which', () => {
  const library = '/home/me/.rustup/toolchains/nightly/lib/rustlib/x86_64-unknown-linux-musl/lib/libstd-1.rlib';
  const read = (code: number, stdout: string) =>
    interpret(
      captured({
        'run:rustc --print sysroot': [code, stdout],
        'paths:$HOME/.rustup/toolchains/*/lib/rustlib/*/lib/libstd-*.rlib': library,
      }),
    ).toolchain.rustTargets;
  expect(read(0, '/home/me/.rustup/toolchains/nightly\n')).toEqual(['x86_64-unknown-linux-musl']);
  expect(read(1, '')).toEqual([]);
});
