import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readLogLines, readLogPage } from '../../../src/build/log/log-page.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'build.log');
const all = { path, at: 'end', by: 0, rows: 5, filter: '' } as const;

describe('a page of a log', () => {
  it('is the last lines, then the ones before, down to the first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[a-z ]{0,12}[a-z]$|^$/), { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        async (lines, newline, rows) => {
          writeFileSync(path, lines.join('\n') + (newline ? '\n' : ''));
          const text = lines.join('\n') + (newline ? '\n' : '');
          const expected = text.replace(/\n$/, '').split('\n');
          if (text === '') return;
          let page = await readLogPage({ ...all, rows });
          expect(page.lines).toEqual(expected.slice(-rows));
          const seen = [...page.lines];
          while (page.start > 0) {
            const before = page.start;
            page = await readLogPage({ ...all, at: page.start, by: -1, rows: 1 });
            expect(page.start).toBeLessThan(before);
            seen.unshift(page.lines[0] ?? '?');
          }
          expect(seen).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('moves by lines in both directions and stops at the ends', async () => {
    writeFileSync(path, Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join(''));
    const first = await readLogPage({ ...all, at: 0 });
    expect(first.lines).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    const second = await readLogPage({ ...all, at: first.start, by: 2 });
    expect(second.lines[0]).toBe('line 2');
    const back = await readLogPage({ ...all, at: second.start, by: -1 });
    expect(back.lines[0]).toBe('line 1');
    const past = await readLogPage({ ...all, at: second.start, by: 50 });
    expect(past.lines).toEqual(['line 15', 'line 16', 'line 17', 'line 18', 'line 19']);
  });

  it('shows only the lines that hold a text', async () => {
    writeFileSync(path, Array.from({ length: 1000 }, (_, n) => `${n % 100 === 0 ? 'Error' : 'ok'} ${n}\n`).join(''));
    const page = await readLogPage({ ...all, filter: 'eRRor', rows: 3 });
    expect(page.lines).toEqual(['Error 700', 'Error 800', 'Error 900']);
    const before = await readLogPage({ ...all, filter: 'error', at: page.start, by: -2, rows: 3 });
    expect(before.lines).toEqual(['Error 500', 'Error 600', 'Error 700']);
    expect((await readLogPage({ ...all, filter: 'nowhere' })).lines).toEqual([]);
  });

  it('finds every line across the pieces that a large log is read in', async () => {
    const lines = Array.from(
      { length: 40_000 },
      (_, n) => `${n % 9973 === 0 ? 'NEEDLE ' : ''}${'x'.repeat(n % 61)} ${n}`,
    );
    writeFileSync(path, `${lines.join('\n')}\n`);
    const wanted = lines.filter((text) => text.includes('NEEDLE'));
    expect((await readLogPage({ ...all, filter: 'needle', rows: 99 })).lines).toEqual(wanted);
    expect((await readLogPage({ ...all, at: 0, filter: 'needle', rows: 99 })).lines).toEqual(wanted);
  });

  it('bears a line of a megabyte and says what it left out', async () => {
    writeFileSync(path, `short\n${'x'.repeat(1_000_000)}\nlast\n`);
    const { lines } = await readLogPage(all);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^x{4096} … \(995904 more bytes\)$/);
    expect((await readLogPage({ ...all, at: 0 })).lines).toEqual(lines);
  });

  it('is harmless', async () => {
    writeFileSync(path, 'a\x1b]52;c;ZXZpbA==\x07b\x1b[2Jc\n');
    expect((await readLogPage(all)).lines).toEqual(['abc']);
  });

  it('says why there is none', async () => {
    expect((await readLogPage({ ...all, path: join(folder, 'none') })).error).toContain('ENOENT');
    writeFileSync(path, '');
    expect((await readLogPage(all)).lines).toEqual([]);
  });
});

describe('lines of a log by their number', () => {
  const lines = (first: number, count: number) => readLogLines(path, first, count);

  it('are as they stand in the file, also the last ones', async () => {
    writeFileSync(path, 'one\r\n\x1b[31mtwo\n 10%\r 20%\nfour\nfive');
    expect(await lines(1, 2)).toEqual(['one', '\x1b[31mtwo']);
    expect(await lines(3, 2)).toEqual([' 10%\r 20%', 'four']);
    expect(await lines(4, 9)).toEqual(['four', 'five']);
    expect(await lines(6, 2)).toEqual([]);
  });

  it('are bounded where one is longer than any text may be', async () => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 29 + 1);
    appendFileSync(path, '\nerror\n');
    expect((await lines(1, 3)).map(({ length }) => length)).toEqual([4096, 5]);
  });

  it('are none where the file cannot be read', async () => {
    expect(await readLogLines(join(folder, 'none'), 1, 3)).toEqual([]);
  });
});
