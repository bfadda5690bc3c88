import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fromCrate } from '../../../src/build/libs/crates.js';
import { fromDebian, lockAlone } from '../../../src/build/libs/debian.js';
import { inCrate, unpackSources } from '../../../src/build/libs/unpack.js';
import type { PlannedStep } from '../../../src/build/plan.js';
import type { Ran } from '../../../src/build/processes/run-logged.js';
import { lockFile } from '../../../src/files/kernel-lock.js';
import type { LibraryRecipe } from '../../../src/libs/recipes.js';
import { tarOf } from '../../support/tar.js';

const base = mkdtempSync(join(tmpdir(), 'mw-sources-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(base, 'scratch-'));
});
const signal = new AbortController().signal;
const recipe = (over: Partial<LibraryRecipe> = {}): LibraryRecipe => ({
  id: 'zlib',
  crate: { name: 'libz-sys', version: '1', path: 'src/zlib' },
  build: { system: 'autotools' },
  link: ['z'],
  pkgConfig: [],
  check: { headers: ['zlib.h'], fails: '0' },
  seconds: 1,
  ...over,
});

const onDebian = existsSync('/etc/apt') && existsSync('/etc/debian_version');
it.runIf(onDebian)('asks apt for a source package, not for the program of that name that is installed', async () => {
  const steps: PlannedStep[] = [];
  const run = async (step: PlannedStep) => {
    steps.push(step);
    return { code: step.argv.includes('source') ? 100 : 0, signal: null, error: null, tail: '' } as Ran;
  };
  const errand = { scratch, cache: join(scratch, 'cache'), signal, env: {}, tell: () => undefined, run };
  expect(await fromDebian(recipe({ debian: 'libcap2' }), errand)).toMatch(/apt/);
  for (const { argv } of steps.filter((each) => each.argv.includes('source'))) expect(argv).toContain('--only-source');
});

describe('a crate', () => {
  /** Vendors what `bring` puts there. */
  const fetched = async (bring: (vendor: string) => void, ran: Partial<Ran> = {}, from = recipe()) => {
    const steps: PlannedStep[] = [];
    const run = async (step: PlannedStep) => {
      steps.push(step);
      mkdirSync(join(step.cwd ?? '/nonexistent', 'vendor'));
      bring(join(step.cwd ?? '/nonexistent', 'vendor'));
      return { code: 0, signal: null, error: null, tail: '', ...ran } as Ran;
    };
    const sources = await fromCrate(from, { scratch, cache: base, signal, env: {}, tell: () => undefined, run });
    return { sources, steps };
  };

  it('brings the sources that it names, and their version where it says so', async () => {
    const { sources, steps } = await fetched((vendor) => {
      for (const name of ['libz-sys-extra-9', 'libz-sys-1.1.20+1.3.1', 'cc-1.2.0'])
        mkdirSync(join(vendor, name, 'src/zlib'), { recursive: true });
      writeFileSync(join(vendor, 'libz-sys-1.1.20+1.3.1', 'Cargo.toml'), '');
    });
    expect(sources).toEqual({
      folder: join(scratch, 'crates/vendor/libz-sys-1.1.20+1.3.1/src/zlib'),
      version: '1.3.1',
      origin: 'the crate libz-sys 1.1.20+1.3.1',
    });
    expect(steps.map(({ argv }) => argv.slice(0, 2))).toEqual([['cargo', 'vendor']]);
    expect(readFileSync(join(scratch, 'crates/Cargo.toml'), 'utf8')).toContain('libz-sys = "1"');
  });

  it('has a version of its own where it does not say which sources it has', async () => {
    const { sources } = await fetched((vendor) => mkdirSync(join(vendor, 'libz-sys-1.1.20')));
    expect(sources).toMatchObject({ version: 'crate-1.1.20' });
  });

  it.each([
    ['there is no cargo', { code: null, error: 'ENOENT' }, 'cargo is not installed'],
    ['cargo fails', { code: 101, tail: 'Updating index\nerror: no such crate\n' }, 'cargo: error: no such crate'],
    ['it is not among what came', {}, 'cargo delivered no libz-sys'],
  ] as const)('is not there where %s', async (_, ran, why) => {
    expect((await fetched((vendor) => mkdirSync(join(vendor, 'other-1')), ran)).sources).toBe(why);
  });

  it('is not asked for where no crate has the library', async () => {
    const { crate: _, ...none } = recipe();
    expect(await fetched(() => undefined, {}, none)).toEqual({ sources: 'no crate contains it', steps: [] });
  });

  it('can carry an archive, and a folder that is none is taken as it is', async () => {
    mkdirSync(join(scratch, 'crate'));
    const archive = join(scratch, 'crate/LATEST.tar.gz');
    writeFileSync(archive, gzipSync(tarOf({ name: 'lib-1/', type: '5' }, { name: 'lib-1/configure' })));
    const from = recipe({ crate: { name: 'x', version: '1', path: 'LATEST.tar.gz' } });
    expect(await inCrate(from, join(scratch, 'crate'), scratch, signal)).toBe(join(scratch, 'crate'));
    writeFileSync(join(scratch, 'crate/Cargo.toml'), '');
    expect(await inCrate(from, join(scratch, 'crate'), scratch, signal)).toBe(join(scratch, 'of-crate/lib-1'));
  });
});

describe('an archive of sources', () => {
  const unpacked = async (bytes: Uint8Array, ended = signal) => {
    writeFileSync(join(scratch, 'a.tar'), bytes);
    return unpackSources(join(scratch, 'a.tar'), join(scratch, 'to'), ended);
  };
  const tar = tarOf(
    { name: 'x-1/', type: '5' },
    { name: 'x-1/configure', content: '#!/bin/sh\n', mode: 0o755, mtime: 1_700_000_000 },
    { name: 'x-1/a.c', content: 'int a;\n', mtime: 1_600_000_000 },
    { name: 'x-1/link', type: '2', target: 'a.c' },
  );

  it.each([
    ['packed', gzipSync(tar)],
    ['plain', tar],
  ])('keeps its times, and lets nobody else read or run it: %s', async (_, bytes) => {
    expect(await unpacked(bytes)).toBe(join(scratch, 'to/x-1'));
    const [configure, source] = ['configure', 'a.c'].map((name) => statSync(join(scratch, 'to/x-1', name)));
    expect([configure?.mtimeMs, source?.mtimeMs]).toEqual([1.7e12, 1.6e12]);
    expect([(configure?.mode ?? 0) & 0o777, (source?.mode ?? 0) & 0o777]).toEqual([0o700, 0o600]);
    expect(statSync(join(scratch, 'to')).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(scratch, 'to/x-1/link'), 'utf8')).toBe('int a;\n');
  });

  it('is not unpacked over what is there', async () => {
    mkdirSync(join(scratch, 'to'));
    await expect(unpacked(tar)).rejects.toThrow(/EEXIST/);
  });

  it('of damaged gzip is refused', async () => {
    await expect(unpacked(gzipSync(tar).subarray(0, 60))).rejects.toThrow();
    expect(existsSync(join(scratch, 'to'))).toBe(false);
  });
});

describe('a lock that another run holds', () => {
  const waiting = async (ended: AbortSignal, release: () => void = () => undefined) => {
    const said: string[] = [];
    const lock = await lockAlone(join(scratch, 'lock'), {
      signal: ended,
      tell: (text) => {
        said.push(text);
        release();
      },
    });
    if (lock) lock.release();
    return { got: lock !== null, said };
  };

  it('is waited for, which is said once, and not after a cancel', async () => {
    expect(await waiting(signal)).toEqual({ got: lockFile(join(scratch, 'probe')) !== 'unknown', said: [] });
    const held = lockFile(join(scratch, 'lock'));
    if (held === 'unknown' || held === 'held') return;
    const ended = new AbortController();
    expect(await waiting(ended.signal, () => ended.abort())).toEqual({
      got: false,
      said: [expect.stringMatching(/waiting/)],
    });
    expect(await waiting(signal, () => held.release())).toEqual({ got: true, said: [expect.any(String)] });
    expect(await waiting(AbortSignal.abort())).toEqual({ got: false, said: [] });
  });
});
