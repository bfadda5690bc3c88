import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { explainStream, explainText } from '../../src/explain/explain.js';

const error = '/usr/bin/ld: cannot find -lsodium: No such file or directory';
const log = `gcc -static a.o\n${error}\ncollect2: error: ld returned 1 exit status\n`;
const first = (text: string | Uint8Array) => explainText(text).diagnoses[0];

describe('explainText reads what people have', () => {
  it.each<[string, string | Uint8Array]>([
    ['plain text', log],
    ['CRLF', log.replaceAll('\n', '\r\n')],
    ['gzip', gzipSync(log)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${log}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(log, 'utf16le')],
    ['big-endian UTF-16', Buffer.from(`\ufeff${log}`, 'utf16le').swap16()],
    ['colours in the message', log.replace('cannot find', '\x1b[01;31mcannot\x1b[0m find')],
    ['colours without their escape character', log.replace('cannot', '[31mcannot').replace('sodium', 'sodium[0m')],
    ['typographic quotes', 'a\n/usr/bin/ld: a.o: undefined reference to ‘__sprintf_chk’ musl\n'],
    ['BuildKit', log.replaceAll(/^/gm, '#12 3.456 ')],
    ['GitHub Actions', log.replaceAll(/^/gm, '2026-01-02T03:04:05.1234567Z ')],
    ['nix -L', log.replaceAll(/^/gm, 'app> ')],
    ['the last lines that nix shows', log.replaceAll(/^/gm, '       > ')],
    ['journald', log.replaceAll(/^/gm, 'Nov 21 07:00:00 host builder[12]: ')],
    ['compose', log.replaceAll(/^/gm, 'app-1  | ')],
    ['a progress line ended by carriage returns', `x\n 10%\r 99%\r${error}\n`],
  ])('%s', (_, text) => {
    expect(first(text)?.line).toBe(2);
    expect(first(text)?.root).toBe(true);
  });

  it('a complaint of git that configure and makefiles pass over', () => {
    const git = 'fatal: not a git repository (or any of the parent directories): .git\n';
    expect(explainText(git)).toMatchObject({ diagnoses: [], unknown: [] });
    expect(first(`${git}autoreconf: cannot be started: ENOENT\n`)).toMatchObject({
      cause: 'autotools-missing',
      line: 2,
    });
  });

  it('a message that a terminal wrapped', () => {
    const wrapped = 'make\nerror: could not find native static\nlibrary `sodium`, perhaps an -L flag is missing?\n';
    expect(first(wrapped)).toMatchObject({ cause: 'missing-static-lib', line: 2 });
  });

  it('a line of a megabyte', () => {
    const long = `x\n${'y'.repeat(500_000)} ${error} ${'z'.repeat(500_000)}\n`;
    expect(first(long)).toMatchObject({ cause: 'missing-static-lib', line: 2 });
    expect(first(long)?.excerpt.length).toBeLessThanOrEqual(240);
  });
});

it('shows of an unknown error of CMake what it says in the line after', () => {
  const { unknown } = explainText('-- x\nCMake Error at CMakeLists.txt:3 (message):\n  The frobs are odd.\n\n\n-- y\n');
  expect(unknown[0]).toMatchObject({
    line: 2,
    excerpt: 'CMake Error at CMakeLists.txt:3 (message): The frobs are odd.',
  });
});

describe('explainStream', () => {
  it.each([1, 7, 64, 4096])('gives the same in chunks of %i bytes', async (size) => {
    const bytes = Buffer.from(`${'[ 10%] Building C object a.c.o\n'.repeat(20)}\x1b[31m${log}\x1b[0m`);
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    expect(await explainStream(Readable.from(chunks))).toEqual(explainText(bytes));
  });

  it.each([1, 7, 64, 4096])(
    'takes pieces of %i bytes that lie in the same memory one after the other',
    async (size) => {
      const text = `${'[ 10%] Building C object a.c.o\n'.repeat(20)}\x1b[31m${log}\x1b[0m`;
      async function* pieces(bytes: Uint8Array) {
        const memory = Buffer.alloc(size);
        for (let at = 0; at < bytes.length; at += size) {
          const piece = bytes.subarray(at, at + size);
          memory.set(piece);
          yield memory.subarray(0, piece.length);
        }
      }
      const { bytes: _, ...expected } = explainText(text);
      for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le'), gzipSync(text)])
        expect(await explainStream(pieces(bytes))).toMatchObject(expected);
    },
  );

  it('numbers lines across blocks of any size', async () => {
    const noise = 'copying path a from b\n'.repeat(150_000);
    const { diagnoses, lines } = await explainStream(Readable.from([Buffer.from(noise), Buffer.from(log)]));
    expect(diagnoses[0]?.line).toBe(150_002);
    expect(lines).toBe(150_003);
  });

  it('rejects a damaged gzip file', async () => {
    const bytes = gzipSync(log);
    bytes.fill(0xff, 12, 40);
    await expect(explainStream(Readable.from([bytes]))).rejects.toThrow();
  });
});

describe('the root cause', () => {
  it('comes before what follows from it, wherever it stands', () => {
    const text =
      'collect2: error\n/usr/bin/ld: cannot find -lm\n/usr/bin/ld: cannot find Scrt1.o: No such file or directory\n';
    const causes = explainText(text).diagnoses.map(({ cause, root }) => [cause, root]);
    expect(causes[0]).toEqual(['libc-dev-missing', true]);
    expect(causes.slice(1).every(([, root]) => root === false)).toBe(true);
  });

  it('is the full disk, not the linker that died of it', () => {
    const text = '/usr/bin/ld: cannot find -lfoo\n/usr/bin/ld: final link failed: No space left on device\n';
    expect(explainText(text).diagnoses[0]?.cause).toBe('disk-full');
  });

  it('is not guessed: error lines are given when nothing is known', () => {
    const { diagnoses, unknown } = explainText('ok\nfoo.frob:3: error: the frobnicator is upset\n');
    expect(diagnoses).toEqual([]);
    expect(unknown).toEqual([{ line: 2, excerpt: 'foo.frob:3: error: the frobnicator is upset' }]);
  });
});

describe('the lines around that of the root cause', () => {
  const lines = Array.from({ length: 900 }, (_, n) => `cc -c part${n + 1}.c`);
  const shown = (text: string | Uint8Array) => first(text)?.around;

  it.each([1, 2, 3, 450, 899, 900])('are shown for line %i', (at) => {
    const all = lines.with(at - 1, error);
    const near = [at - 2, at - 1, at + 1, at + 2].filter((line) => line > 0 && line <= all.length);
    expect(shown(`${all.join('\n')}\n`)).toEqual(near.map((line) => ({ line, excerpt: `cc -c part${line}.c` })));
    expect(shown(all.join('\r\n'))).toEqual(near.map((line) => ({ line, excerpt: `cc -c part${line}.c` })));
  });

  it('are without what tools put before them, credentials and what was written over', () => {
    const text = `#9 1.0 a 1%\r#9 1.1 a 99%\n#9 1.2 curl https://me:hunter2@x.example/\n#9 1.3 ${error}\n#9 1.4 \x1b[31mc\x1b[0m\n`;
    expect(shown(text)?.map(({ excerpt }) => excerpt)).toEqual(['a 99%', expect.not.stringContaining('hunter2'), 'c']);
  });

  it('are known of a failure that is found by its last words, too', () => {
    const text = '-- Looking for foo\n-- Found bar\nconfigure: error: zlib is required, not found\nmake: stop\n';
    expect(shown(text)?.map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  it('are bounded, and come only with the root cause', () => {
    const text = `${'y'.repeat(9000)}\n${error}\n${'z'.repeat(9000)}\nld: cannot find -lfoo: No such file or directory\n`;
    const { diagnoses } = explainText(text);
    expect(JSON.stringify(diagnoses[0]?.around ?? []).length).toBeLessThan(1000);
    for (const other of diagnoses.slice(1)) expect(other).not.toHaveProperty('around');
  });
});
