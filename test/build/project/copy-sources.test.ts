import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { copySources } from '../../../src/build/project/copy-sources.js';

describe('copySources', () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-copy-'));
  afterAll(() => rmSync(base, { recursive: true }));
  const from = join(base, 'from');
  const { signal } = new AbortController();
  const onLong = () => {};
  beforeAll(() => {
    mkdirSync(join(from, 'src/.libs'), { recursive: true });
    mkdirSync(join(from, 'target'));
    writeFileSync(join(from, 'target/CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n');
    const elf = '\x7fELF\x02\x01\x01';
    for (const name of ['src/a.c', 'src/text.o', 'src/a.lo', 'Makefile']) writeFileSync(join(from, name), 'text\n');
    for (const name of ['src/a.o', 'src/.libs/a.o', 'prebuilt']) writeFileSync(join(from, name), elf);
    writeFileSync(join(from, 'program'), elf, { mode: 0o755 });
    writeFileSync(join(from, 'configure'), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync('program', join(from, 'link'));
  });

  it('takes folders of sources along that are called target or result', async () => {
    const project = join(base, 'named');
    for (const name of ['target', 'result']) {
      mkdirSync(join(project, name), { recursive: true });
      writeFileSync(join(project, name, 'arm.c'), 'text\n');
    }
    await copySources(project, join(base, 'named-copy'), { inTree: true, signal, onLong });
    expect(readdirSync(join(base, 'named-copy')).sort()).toEqual(['result', 'target']);
    expect(readdirSync(join(base, 'named-copy/target'))).toEqual(['arm.c']);
  });

  it.each([
    ['leaves behind what an ordinary build left among the sources, and names it', true],
    ['takes it along where the build is elsewhere', false],
  ])('%s', async (name, inTree) => {
    const to = join(base, name);
    const built = ['program', 'src/.libs/a.o', 'src/a.lo', 'src/a.o'];
    expect([...(await copySources(from, to, { inTree, signal, onLong }))].sort()).toEqual(inTree ? built : []);
    const files = readdirSync(to, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1));
    expect(files.sort()).toEqual(
      ['Makefile', 'configure', 'link', 'prebuilt', 'src/a.c', 'src/text.o', ...(inTree ? [] : built)].sort(),
    );
  });

  it('keeps names that are not UTF-8, times and modes, and lets a build write where the sources cannot be', async () => {
    const [odd, to] = [join(base, 'odd'), join(base, 'odd-copy')];
    mkdirSync(odd);
    const name = Buffer.from([0x6e, 0xff, 0x2e, 0x63]);
    writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), name]), 'text\n', { mode: 0o444 });
    writeFileSync(join(odd, 'run.sh'), 'text\n', { mode: 0o555 });
    utimesSync(join(odd, 'run.sh'), 1_000_000, 1_000_000);
    chmodSync(odd, 0o555);
    await copySources(odd, to, { inTree: true, signal, onLong });
    expect(readdirSync(to, { encoding: 'buffer' })).toContainEqual(name);
    const { mode, mtimeMs } = statSync(join(to, 'run.sh'));
    expect([mode & 0o777, mtimeMs, statSync(to).mode & 0o777]).toEqual([0o755, 1_000_000_000, 0o755]);
    chmodSync(odd, 0o755);
  });

  it('does not copy the scratch folder into itself where that is in the project', async () => {
    const inside = join(from, 'mw-canary-x');
    mkdirSync(inside);
    await copySources(from, join(inside, 'source'), { inTree: false, signal, onLong });
    expect(readdirSync(join(inside, 'source'))).not.toContain('mw-canary-x');
    rmSync(inside, { recursive: true });
  });

  it('reports a copy that takes long, and ends it when asked to', async () => {
    const many = join(base, 'many');
    mkdirSync(many);
    for (let at = 0; at < 300; at += 1) writeFileSync(join(many, `${at}`), '');
    const controller = new AbortController();
    const reported: number[] = [];
    // Each time that it is asked, a second has gone by.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1000;
      return now;
    });
    await copySources(many, join(base, 'many-copy'), {
      inTree: false,
      signal: controller.signal,
      onLong: (files) => {
        reported.push(files);
        if (reported.length === 3) controller.abort();
      },
    });
    clock.mockRestore();
    expect(reported).toHaveLength(3);
    expect(readdirSync(join(base, 'many-copy')).length).toBeLessThan(300);
  });

  it('copies a large file as it is, with its holes, time and mode', async () => {
    const [large, to] = [join(base, 'large'), join(base, 'large-copy')];
    mkdirSync(large);
    const file = join(large, 'disk.img');
    const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 7 + 1) % 256));
    const handle = openSync(file, 'w', 0o640);
    writeSync(handle, bytes(3000), 0, 3000, 0);
    writeSync(handle, bytes(2_000_001), 0, 2_000_001, 40_000_000);
    ftruncateSync(handle, 60_000_000);
    closeSync(handle);
    utimesSync(file, 1_000_000, 1_000_000);
    await copySources(large, to, { inTree: false, signal, onLong });
    const copy = join(to, 'disk.img');
    expect(readFileSync(copy).equals(readFileSync(file))).toBe(true);
    const { size, blocks, mode, mtimeMs } = statSync(copy);
    expect([size, mode & 0o777, mtimeMs]).toEqual([60_000_000, 0o640, 1_000_000_000]);
    expect(blocks * 512).toBeLessThan(8_000_000);
  });

  it('ends in the middle of a large file when asked to', async () => {
    const [huge, to] = [join(base, 'huge'), join(base, 'huge-copy')];
    mkdirSync(huge);
    writeFileSync(join(huge, 'disk.img'), '');
    // So large that it would never end.
    truncateSync(join(huge, 'disk.img'), 8 * 1024 ** 4);
    const controller = new AbortController();
    // Once the copy has begun, however late that is.
    const watch = setInterval(() => existsSync(join(to, 'disk.img')) && controller.abort(), 10);
    await copySources(huge, to, { inTree: false, signal: controller.signal, onLong });
    clearInterval(watch);
    expect(statSync(join(to, 'disk.img')).size).toBeLessThan(8 * 1024 ** 4);
  });
});
