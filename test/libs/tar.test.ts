import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar, topFolder } from '../../src/libs/tar.js';
import { processorTime } from '../support/processor-time.js';
import { type TarPart, tarOf } from '../support/tar.js';

const read = (...entries: readonly TarPart[]) => readTar(tarOf(...entries));

describe('readTar', () => {
  it.each([
    ['an absolute path', [{ name: '/etc/passwd' }]],
    ['a path that climbs', [{ name: 'a/../../b' }]],
    ['a link to an absolute path', [{ name: 'a', type: '2', target: '/etc' }]],
    ['a link that climbs out', [{ name: 'd/a', type: '2', target: '../../x' }]],
    [
      'a link that follows another one out',
      [
        { name: 'd/e/l', type: '2', target: '../..' },
        { name: 'm', type: '2', target: 'd/e/l/../x' },
      ],
    ],
    ['a file behind a link', [{ name: 'd', type: '2', target: 'e' }, { name: 'd/f' }]],
    [
      'a folder in the place of a link',
      [
        { name: 'd', type: '2', target: 'e' },
        { name: 'd', type: '5' },
      ],
    ],
    ['a hard link to a file outside', [{ name: 'a', type: '1', target: '/etc/shadow' }]],
    ['a hard link to what is not there', [{ name: 'a', type: '1', target: 'b' }]],
    ['a device', [{ name: 'a', type: '3' }]],
    ['a pipe', [{ name: 'a', type: '6' }]],
    [
      'a path from a pax header that climbs',
      [{ name: 'x', type: 'x', content: '24 path=../../evil/name\n' }, { name: 'a' }],
    ],
    ['a long name that climbs', [{ name: 'x', type: 'L', content: `${'a/'.repeat(60)}../../evil\0` }, { name: 'a' }]],
  ] as const)('refuses %s', (_, entries) => {
    expect(() => read(...entries)).toThrow(/^it (?:contains|links|puts|replaces) /);
  });

  it('refuses hard links that make much more of one file than the archive holds', () => {
    const file = { name: 'a', content: 'x'.repeat(4 << 20) };
    const links = Array.from({ length: 256 }, (_, nth) => ({ name: `b${nth}`, type: '1', target: 'a' }));
    expect(() => read(file, ...links)).toThrow('it contains more than 1073741824 bytes with its hard links');
    expect(read(file, ...links.slice(1))).toHaveLength(256);
  });

  it.each([
    ['a path', 'path'],
    ['the target of a hard link', 'linkpath'],
  ])('refuses %s that no system takes, at once', (_, key) => {
    const record = ` ${key}=${'a/'.repeat(400_000)}a\n`;
    const content = `${record.length + 6}${record}`;
    const ms = processorTime(() => {
      expect(() => read({ name: 'x', type: 'x', content }, { name: 'a', type: '1', target: 'a' })).toThrow(
        'it contains a path of more than 4096 characters',
      );
    });
    expect(ms).toBeLessThan(2000);
  });

  it('refuses what is cut short, damaged, or no archive at all', () => {
    const whole = tarOf({ name: 'a', content: 'x'.repeat(2000) });
    expect(() => readTar(whole.subarray(0, 1024))).toThrow('ends in the middle');
    const damaged = Buffer.from(whole);
    damaged[0] = 0x62;
    expect(() => readTar(damaged)).toThrow('damaged');
    expect(() => readTar(Buffer.alloc(0))).toThrow('not a tar archive');
    expect(() => readTar(Buffer.alloc(4096, 'x'))).toThrow('not a tar archive');
  });

  it('never throws anything else, whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(2100), (bytes, at) => {
        const archive = Buffer.concat([tarOf({ name: 'a/b', content: 'x'.repeat(600) }), Buffer.alloc(0)]);
        archive.set(bytes.subarray(0, Math.max(0, archive.length - at)), Math.min(at, archive.length));
        try {
          for (const { path } of readTar(archive))
            expect(path.startsWith('/') || path.split('/').includes('..')).toBe(false);
        } catch (error) {
          expect((error as Error).message).toMatch(/^(?:it |the archive )/);
        }
      }),
    );
  });

  it('knows which files are executable by their owner', () => {
    const modes = [0o755, 0o700, 0o644, 0o611, 0o600, 0];
    const entries = read(...modes.map((mode, n) => ({ name: `f${n}`, mode })));
    expect(entries.map((entry) => entry.type === 'file' && entry.executable)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('keeps modes, times, links that stay inside, and the last of two files of one path', () => {
    const entries = read(
      { name: './top/', type: '5' },
      { name: 'top/configure', mode: 0o755, mtime: 1000, content: 'old' },
      { name: 'top/configure', mode: 0o755, mtime: 2000, content: 'new' },
      { name: 'top/sub/up', type: '2', target: '../configure' },
      { name: 'top/same', type: '1', target: 'top/configure' },
    );
    expect(entries).toEqual([
      { type: 'folder', path: 'top' },
      { type: 'file', path: 'top/configure', content: Buffer.from('new'), executable: true, mtime: 2000 },
      { type: 'link', path: 'top/sub/up', target: '../configure' },
      { type: 'file', path: 'top/same', content: Buffer.from('new'), executable: true, mtime: 2000 },
    ]);
    expect(topFolder(entries)).toBe('top');
    expect(topFolder(read({ name: 'a' }, { name: 'b' }))).toBe('.');
  });

  it.each(['gnu', 'posix', 'ustar'])('reads what tar writes in the format %s', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-tar-'));
    try {
      const long = format === 'ustar' ? `${'d'.repeat(80)}/${'e'.repeat(60)}` : `${'d'.repeat(120)}/${'e'.repeat(130)}`;
      mkdirSync(join(folder, 'top', long), { recursive: true });
      writeFileSync(join(folder, 'top', long, 'file'), 'content');
      symlinkSync('file', join(folder, 'top', long, 'link'));
      const bytes = execFileSync('tar', [`--format=${format}`, '-C', folder, '-cf', '-', 'top']);
      const entries = readTar(bytes);
      expect(entries.find(({ path }) => path === `top/${long}/file`)).toMatchObject({
        content: Buffer.from('content'),
      });
      expect(entries.find(({ path }) => path === `top/${long}/link`)).toMatchObject({ target: 'file' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
