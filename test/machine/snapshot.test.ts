import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/engine/collect.js';
import { UserError } from '../../src/errors.js';
import { loadSnapshot, parseSnapshot, snapshotMachine } from '../../src/machine/snapshot.js';
import { interpret } from '../../src/probes/interpret.js';
import { captured } from '../support/captures.js';

const meta = { collectedAt: '2026-11-21T08:00:00.000Z', collector: 'node', target: 'local', redacted: true };
const document = (captures: unknown, more: object = {}) =>
  JSON.stringify({ schema: 'musl-wizard.snapshot/1', meta, captures, ...more });

describe('a snapshot from a stranger', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mw-snapshot-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read', () => {
    const snapshot = parseSnapshot(document(captured({ 'env:HOME': '/root', 'run:id': [0, 'uid=0(root)'] })), 'x');
    expect(snapshot.captures['env:HOME']).toEqual({ ok: true, text: '/root' });
    expect(snapshot.meta).toEqual(meta);
  });

  it('is read where its commands were other ones', () => {
    const earlier = captured({
      'which:rustup': '/root/.cargo/bin/rustup',
      'run:rustup --version': [0, 'rustup 1.29.0 (28d1352db 2026-03-05)\n'],
      'which:podman': '/usr/bin/podman',
      'run:podman images --format {{.Repository}}:{{.Tag}}': [0, 'localhost/alpine:3.20\n<none>:<none>\n'],
    });
    const { engines, toolchain } = interpret(parseSnapshot(document(earlier), 'x').captures);
    expect(toolchain.rustup?.version).toBe('1.29.0');
    expect(engines.podman.daemon).toMatchObject({ state: 'running', images: ['localhost/alpine:3.20'] });
  });

  it('cannot reach a prototype', () => {
    const snapshot = parseSnapshot(
      document(JSON.parse('{"__proto__":{"ok":true,"text":"x"},"constructor":{"ok":true,"text":"y"}}')),
      'x',
    );
    expect(Object.getPrototypeOf(snapshot.captures)).toBeNull();
    expect(({} as Record<string, unknown>).text).toBeUndefined();
    expect(snapshot.captures['file:/etc/passwd']).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another schema', '{"schema":"musl-wizard.doctor/1"}'],
    ['no captures', JSON.stringify({ schema: 'musl-wizard.snapshot/1', meta })],
    ['captures as a list', document([])],
    ['a capture that is a number', document({ 'env:HOME': 3 })],
    ['text that is none', document({ 'env:HOME': { ok: true, text: 3 } })],
    ['an odd exit code', document({ 'run:x': { code: 1.5, stdout: '', stderr: '' } })],
    ['an unknown collector', document({}, { meta: { ...meta, collector: 'telepathy' } })],
    [
      'too many captures',
      document(Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`env:A${i}`, { ok: true, text: '' }]))),
    ],
  ])('is refused with %s, as wrong usage', (_, text) => {
    expect(() => parseSnapshot(text, 'x')).toThrow(expect.objectContaining({ name: 'UserError', exitCode: 2 }));
  });

  it('is refused when it is too large, without being read', async () => {
    const path = join(folder, 'large.json');
    await writeFile(path, '{');
    await truncate(path, 64 * 1024 * 1024);
    await expect(loadSnapshot(path)).rejects.toThrow(/cannot be read/);
  });

  it('that is not there says so', async () => {
    const wrong = { message: expect.stringMatching(/cannot be read/), exitCode: 2 };
    await expect(loadSnapshot(join(folder, 'none.json'))).rejects.toMatchObject(wrong);
  });

  it('never throws anything but a UserError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"schema":"musl-wizard.snapshot/1","meta":${text},"captures":${text}}`),
        ),
        (text) => {
          try {
            parseSnapshot(text, 'x');
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
    );
  });

  it('gives the same facts each time, and says what is not in it', async () => {
    const snapshot = parseSnapshot(
      document(captured({ 'env:HOME': '/root', 'file:/proc/meminfo': 'MemTotal: 1024 kB\n' })),
      'x',
    );
    const options = { signal: new AbortController().signal, deadlineMs: 1000 };
    const [first, second] = [
      await collect(snapshotMachine('snapshot:x', snapshot), options),
      await collect(snapshotMachine('snapshot:x', snapshot), options),
    ];
    expect(JSON.stringify(first.facts)).toBe(JSON.stringify(second.facts));
    expect(first.facts.memory.totalBytes).toBe(1024 * 1024);
    expect(first.facts.os.kernel).toBeNull();
    expect(first.captures['which:nix']).toEqual({ ok: false, error: 'missing' });
  });

  it('is not asked of the network when nothing outside may be reached', async () => {
    const snapshot = parseSnapshot(document(captured({ 'env:HOME': '/root' })), 'x');
    const asked: string[] = [];
    const machine = snapshotMachine('snapshot:x', snapshot);
    const recording: typeof machine = {
      ...machine,
      read: (keys, options) => {
        asked.push(...keys);
        return machine.read(keys, options);
      },
    };
    const options = { signal: new AbortController().signal, deadlineMs: 1000, reach: 'offline' as const };
    const { facts, captures } = await collect(recording, options);
    expect(asked.filter((key) => key.startsWith('fetch:'))).toEqual([]);
    expect(captures['fetch:https://github.com/']).toEqual({ ok: false, error: 'skipped' });
    expect(new Set(facts.network.endpoints.map(({ state }) => state))).toEqual(new Set(['skipped']));
  });
});
