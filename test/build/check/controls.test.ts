import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { doubtsOf, runControls } from '../../../src/build/check/controls.js';
import * as program from '../../../src/build/check/run-program.js';
import type { BuildPaths } from '../../../src/build/plan.js';
import { inspectFile } from '../../../src/inspect/inspect-file.js';
import { foreignProgram } from '../../../src/machine/foreign-program.js';
import { someFacts } from '../../support/facts.js';

vi.mock('../../../src/build/check/run-program.js', { spy: true });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-controls-'));
});
afterEach(() => {
  vi.mocked(program.runBuiltProgram).mockReset();
  rmSync(folder, { recursive: true, force: true });
});

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const here = someFacts({ os: { arch: machine } });
const place = (): BuildPaths => ({ id: 'a', scratch: folder, source: folder, build: folder });
const options = () => ({ env: { PATH: process.env.PATH }, signal: new AbortController().signal });

describe('runControls', () => {
  it('finds the check sound on this machine', async () => {
    expect(await runControls(place(), here, options())).toEqual({ good: true, bad: true });
  });

  it('decides nothing where no such program is known', async () => {
    expect(await runControls(place(), someFacts({ os: { arch: 'sparc64' } }), options())).toBeNull();
  });

  it('decides nothing after a cancel', async () => {
    expect(await runControls(place(), here, { ...options(), signal: AbortSignal.abort() })).toBeNull();
  });

  it('decides nothing where its programs cannot be written', async () => {
    writeFileSync(join(folder, 'controls'), '');
    expect(await runControls(place(), here, options())).toBeNull();
  });

  it('finds a broken check that says the same of every program', async () => {
    vi.mocked(program.runBuiltProgram).mockResolvedValue({ ran: true, fault: null, outcome: 'passed', note: null });
    expect(await runControls(place(), here, options())).toEqual({ good: true, bad: false });
    vi.mocked(program.runBuiltProgram).mockResolvedValue({ ran: false, fault: 'no', outcome: 'failed', note: null });
    rmSync(join(folder, 'controls'), { recursive: true });
    expect(await runControls(place(), here, options())).toEqual({ good: false, bad: true });
  });
});

describe('the programs of the controls', () => {
  it.each(['x86_64', 'aarch64', 'riscv64'])('are what they claim to be: %s', async (arch) => {
    const inspect = async (name: string, shape: Parameters<typeof foreignProgram>[1]) => {
      const path = join(folder, name);
      writeFileSync(path, foreignProgram(arch, shape) ?? '');
      chmodSync(path, 0o700);
      return inspectFile(path);
    };
    expect(await inspect('good', {})).toMatchObject({ linkage: 'static', machine: arch });
    expect(await inspect('failing', { status: 1 })).toMatchObject({ linkage: 'static', machine: arch });
    expect(await inspect('dynamic', { interpreter: '/lib/ld-musl-x.so.1' })).toMatchObject({
      linkage: 'dynamic',
      interpreter: '/lib/ld-musl-x.so.1',
      libc: 'musl',
    });
  });
});

describe('doubtsOf', () => {
  it('speaks only of controls that failed', () => {
    expect(doubtsOf(null)).toEqual([]);
    expect(doubtsOf({ good: true, bad: true })).toEqual([]);
    expect(doubtsOf({ good: false, bad: true })).toEqual([expect.stringMatching(/check itself is faulty.*good/)]);
    expect(doubtsOf({ good: true, bad: false })).toEqual([expect.stringMatching(/check itself is faulty.*bad/)]);
  });
});
