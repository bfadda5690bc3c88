import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inspectFile, inspectFileSync } from '../../src/inspect/inspect-file.js';
import { elfSample } from '../artifact/elf-sample.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

test('a file that is not regular is reported, not opened', () => {
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('loop', at('loop'));
  expect(inspectFileSync(at('pipe')).error).toBe('is a named pipe');
  expect(inspectFileSync('/dev/zero').error).toBe('is a device');
  expect(inspectFileSync(folder).error).toBe('is a directory');
  expect(inspectFileSync(at('absent')).error).toBe('no such file');
  expect(inspectFileSync(at('loop')).error).toBe('too many symbolic links');
  expect(inspectFileSync('a\0b').format).toBe('unreadable');
});

/** What this process has read so far, from any file. */
const bytesRead = (): number => Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);

test('of a file of 8 GiB only what matters is read', async () => {
  writeFileSync(at('huge'), elfSample({ symbols: ['main'] }));
  truncateSync(at('huge'), 8 * 1024 ** 3);
  const before = bytesRead();
  const found = await inspectFile(at('huge'));
  expect(found).toMatchObject({ format: 'elf', linkage: 'static', sizeBytes: 8 * 1024 ** 3, error: null });
  expect(bytesRead() - before).toBeLessThan(16 * 1024 ** 2);
});

test('one file after the other: nothing of the first is left in the second', () => {
  writeFileSync(at('a'), elfSample({ interpreter: '/lib/a', needed: ['liba.so'], pie: true }));
  writeFileSync(at('b'), elfSample({ interpreter: '/lib/b', needed: ['libb.so'], pie: true }));
  const first = inspectFileSync(at('a'));
  const second = inspectFileSync(at('b'));
  expect([first.interpreter, first.needed, second.interpreter, second.needed]).toEqual([
    '/lib/a',
    ['liba.so'],
    '/lib/b',
    ['libb.so'],
  ]);
});
