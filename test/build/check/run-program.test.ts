import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInEmptyRoot } from '../../../src/build/check/empty-root.js';
import { runBuiltProgram } from '../../../src/build/check/run-program.js';
import type { StepRunner } from '../../../src/build/step-runner.js';
import { inspectFile } from '../../../src/inspect/inspect-file.js';
import { foreignProgram } from '../../../src/machine/foreign-program.js';
import { rungs } from '../../../src/rungs/registry.js';
import { someFacts } from '../../support/facts.js';

const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64'] ?? process.arch;
const facts = someFacts({ os: { arch } });
const { signal } = new AbortController();

/** A runner that runs nothing on the machine itself, and says so. */
const refusing = {
  run: () => {
    throw new Error('it was run on this machine');
  },
} as unknown as StepRunner;

const { PATH } = process.env;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-run-program-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

/** Runs a program that ends with a code and prints nothing, as one of another system's tools. */
const runElsewhere = async (status: 0 | 1, expected = '') => {
  const output = join(folder, 'program');
  writeFileSync(output, foreignProgram(arch, { status }) ?? '', { mode: 0o755 });
  return runBuiltProgram(
    refusing,
    { id: 'a1b2c3d4e5f6', output },
    await inspectFile(output),
    facts,
    expected,
    signal,
    true,
  );
};

/** Whether this machine permits an empty root at all. */
const permitted = (await runInEmptyRoot('/bin/true', [], { signal, timeoutMs: 20_000 })).tried !== null;

describe.runIf(permitted)('what the tools of another system made (needs an empty root)', () => {
  it('runs in an empty root alone', async () => {
    expect(await runElsewhere(0)).toMatchObject({ ran: true, outcome: 'passed', fault: null });
  });

  it.each([
    ['that fails there', 1, '', /does not run in an empty root: it ran, exit code 1/],
    ['that says something else', 0, 'hello\n', /did not print the expected output/],
  ] as const)('is no proof where it is a program %s', async (_, status, expected, fault) => {
    const run = await runElsewhere(status, expected);
    expect(run).toMatchObject({ ran: false, outcome: 'failed', fault: expect.stringMatching(fault) });
  });
});

describe.runIf(permitted)('what this machine made and ran (needs an empty root)', () => {
  const saysHello = {
    run: async () => ({ code: 0, signal: null, tail: 'hello\n', cancelled: false, timedOut: false, startError: null }),
  } as unknown as StepRunner;

  it.each([
    { libc: 'glibc', outcome: 'passed', findings: ['canary-not-self-contained'] },
    { libc: 'musl', outcome: 'failed', findings: [] },
  ] as const)('and fails in an empty root is $outcome with $libc', async ({ libc, outcome, findings }) => {
    const output = join(folder, 'program');
    writeFileSync(output, foreignProgram(arch, { status: 1 }) ?? '', { mode: 0o755 });
    const artifact = { ...(await inspectFile(output)), libc };
    const place = { id: 'a1b2c3d4e5f6', output };
    const { findings: said = [], ...run } = await runBuiltProgram(saysHello, place, artifact, facts, 'hello\n', signal);
    expect(said).toEqual(findings);
    expect(run).toMatchObject({ ran: outcome === 'passed', outcome });
    expect(`${run.note}${run.fault}`).toMatch(/runs here, but not correctly in an empty root: it ran, exit code 1/);
  });
});

it('is not run, and not passed, where there is no empty root', async () => {
  mkdirSync(join(folder, 'bin'));
  for (const tool of ['unshare', 'sh', 'docker', 'podman'])
    writeFileSync(join(folder, 'bin', tool), '#!/bin/false\n', { mode: 0o755 });
  process.env.PATH = join(folder, 'bin');
  expect(await runElsewhere(0)).toMatchObject({
    ran: null,
    outcome: 'blocked',
    fault: expect.stringMatching(/^It was built and inspected, but not run: /),
    findings: ['canary-not-run'],
  });
});

it.each([
  ['alpine', {}, [], true],
  ['pkgs-musl', {}, [], false],
  ['pkgs-musl', { nixBuilders: 'ssh://far x86_64-linux' }, [], true],
  ['pkgs-musl', {}, ['ssh://far x86_64-linux'], true],
  ['zig', {}, ['ssh://far x86_64-linux'], false],
  ['glibc-static', {}, [], false],
] as const)('%s with %j and builders %j is made elsewhere: %s', (rung, options, builders, elsewhere) => {
  expect(rungs[rung].madeElsewhere(someFacts({ nix: { builders: [...builders] } }), options)).toBe(elsewhere);
});
