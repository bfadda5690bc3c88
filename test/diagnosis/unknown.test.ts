import { describe, expect, it } from 'vitest';
import { diagnoseUnknown, isUnknown, probeFailed } from '../../src/diagnosis/unknown.js';
import type { Facts } from '../../src/facts/facts.js';
import { imageLists } from '../../src/probes/parse/engine.js';
import { rungsBuilding } from '../../src/rungs/registry.js';
import { captured } from '../support/captures.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

const unknown = (facts: DeepPartial<Facts>, table: Parameters<typeof captured>[0] = {}) =>
  diagnoseUnknown(someFacts(facts), captured(table)).map(({ id, title, rungs }) => ({ id, title, rungs }));

it('leaves nothing open on a machine that was read', () => {
  expect(unknown({})).toEqual([]);
});

it('names all that is open of a domain in one finding, with every rung that hangs on it', () => {
  const late = { 'which:zig': new Error('late'), 'which:musl-gcc': new Error('late') };
  expect(unknown({ toolchain: { zig: null, muslGcc: null } }, late)).toEqual([
    {
      id: 'toolchain-unknown',
      title: expect.stringMatching(/^Not known: (?=.*toolchain\.zig)(?=.*toolchain\.muslGcc)[\w., ]+$/),
      rungs: expect.arrayContaining(['zig', 'musl-gcc']),
    },
  ]);
});

describe('a tool that was not found', () => {
  it.each([
    ['is absent where nobody has it', 'ENOENT', false],
    ['is absent where a variable would name it', 'unset', false],
    ['is absent where the program that knows it fails', 'exit 1', false],
    ['is not known where that was not read in time', 'late', true],
    ['is not known where that was not asked', 'skipped', true],
    ['is not known where that may not be read', 'EACCES', true],
    ['is not known where no process could be started', 'EAGAIN', true],
  ])('%s', (_, error, failed) => {
    expect(probeFailed(captured({ 'which:zig': new Error(error) }), 'toolchain.zig')).toBe(failed);
    expect(unknown({ toolchain: { zig: null } }, { 'which:zig': new Error(error) })).toHaveLength(failed ? 1 : 0);
  });

  it('is absent, and not unknown, by an exit code, but not by a time-out', () => {
    const asked = (run: object) =>
      probeFailed({ 'run:python3 -m ziglang version': { stdout: '', stderr: '', ...run } as never }, 'toolchain.zig');
    expect(asked({ code: 1 })).toBe(false);
    expect(asked({ code: null, timedOut: true })).toBe(true);
    expect(asked({ code: null })).toBe(true);
  });

  it('is not known where one look of several failed, and is there where another found it', () => {
    const one = { 'which:zig': new Error('ENOENT'), 'which:python3': new Error('late') };
    expect(unknown({ toolchain: { zig: null } }, one)).toHaveLength(1);
    expect(unknown({}, one)).toEqual([]);
  });
});

describe('the images of an engine that were not listed', () => {
  const offline = {
    network: { endpoints: someFacts().network.endpoints.map((each) => ({ ...each, state: 'dns' as const, ms: null })) },
    engines: { docker: { daemon: { images: [] } } },
  };
  const unlisted = { [imageLists.docker]: new Error('late') };
  const of = (facts: DeepPartial<Facts>, table: Parameters<typeof captured>[0] = unlisted) =>
    unknown(facts, table).filter(({ id }) => id === 'engines-unknown');

  it('leave open whether it can build without a network', () => {
    expect(of(offline)).toEqual([
      { id: 'engines-unknown', title: 'Not known: engines.docker.daemon.images', rungs: rungsBuilding('container') },
    ]);
  });

  it.each<[string, DeepPartial<Facts>, Parameters<typeof captured>[0]]>([
    ['they were listed', offline, {}],
    ['the registry gives one', { engines: offline.engines }, unlisted],
    ['the image is there', { ...offline, engines: { docker: { daemon: { images: ['alpine:<none>'] } } } }, unlisted],
    ['no engine works', { ...offline, engines: { docker: { daemon: { images: [], state: 'stopped' } } } }, unlisted],
  ])('leave nothing open where %s', (_, facts, table) => {
    expect(of(facts, table)).toEqual([]);
  });
});

describe('a folder that builds would take in the place of the one for scratch', () => {
  const open = { home: { freeBytes: null }, cwd: { noexec: null } };
  const of = (tmp: Partial<Facts['disk'][string]>, disk: DeepPartial<Facts['disk']> = open) =>
    unknown({ disk: { ...disk, tmp } }).map(({ id, title }) => [id, title]);

  it.each([{ readOnly: true }, { noexec: true }])('matters where that will not do: %j', (tmp) => {
    expect(of(tmp)).toEqual([['disk-unknown', 'Not known: disk.home.freeBytes, disk.cwd.noexec']]);
  });

  it('does not matter where that will do, or another one does', () => {
    expect(of({ readOnly: false, noexec: false })).toEqual([]);
    expect(of({ noexec: true }, { home: { freeBytes: null } })).toEqual([]);
    expect(
      of({ noexec: true }, { home: { readOnly: true, freeBytes: null }, cwd: { freeBytes: 0, noexec: null } }),
    ).toEqual([]);
  });
});

it('tells a finding that leaves a verdict open from one that decides it', () => {
  expect(['toolchain-unknown', 'nix-unknown', 'disk-unknown'].map(isUnknown)).toEqual([true, true, true]);
  expect(['toolchain-zig-missing', 'nix-absent', ''].map(isUnknown)).toEqual([false, false, false]);
});
