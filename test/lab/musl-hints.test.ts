import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hintsOf, muslHints } from '../../src/artifact/musl-hints.js';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { describeLab, program, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

/** Prints what docs/musl.md says of musl, and uses what the hints go by. */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <iconv.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static void *run(void *p) {
  pthread_attr_t a;
  size_t stack;
  pthread_getattr_np(pthread_self(), &a);
  pthread_attr_getstacksize(&a, &stack);
  printf("stack %s\\n", stack < 256 * 1024 ? "small" : "large");
  free(malloc(100));
  return p;
}
int main(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, run, NULL) != 0) return 1;
  pthread_join(t, NULL);
  printf("translit %d\\n", iconv_open("ASCII//TRANSLIT", "UTF-8") != (iconv_t)-1);
  iconv_t c = iconv_open("ASCII", "UTF-8");
  char in[] = "\\xc3\\xa9", out[8] = "", *from = in, *to = out;
  size_t left = 2, room = 7;
  iconv(c, &from, &left, &to, &room);
  printf("replaced %s\\n", out);
  setlocale(LC_ALL, "de_DE.UTF-8");
  printf("decimal %s\\n", localeconv()->decimal_point);
  printf("order %s\\n", strcoll("a", "B") > 0 ? "bytes" : "words");
  printf("dlopen %d\\n", dlopen("libm.so.6", RTLD_NOW) != NULL);
  time_t zero = 0;
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  printf("hour %d\\n", localtime(&zero)->tm_hour);
  return 0;
}
`;

const said = ['translit 0', 'replaced *', 'decimal .', 'order bytes', 'dlopen 0', 'hour 1'];
const usual = ['allocator', 'thread-stacks', 'locales', 'character-sets', 'time-zones', 'dlopen', 'size'];

const folder = mkdtempSync(join(tmpdir(), 'mw-hints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'main.c'), source);

const built = (name: string, ...command: readonly string[]) => {
  const [compiler = '', ...words] = command;
  const file = join(folder, name);
  execFileSync(compiler, [...words, '-static', '-o', file, join(folder, 'main.c')], { stdio: 'pipe' });
  return {
    prints: execFileSync(file, { encoding: 'utf8', env: {} }).trimEnd().split('\n'),
    hints: hintsOf(inspectFileSync(file), false),
  };
};

describeLab('what musl does, and what is said of a program', [program('musl-gcc')], () => {
  it('as the table says', () => {
    expect(built('plain', 'musl-gcc')).toEqual({ prints: ['stack small', ...said], hints: usual });
  });

  it('threads have the stack that the linker gives', () => {
    const { prints, hints } = built('stack', 'musl-gcc', '-Wl,-z,stack-size=8388608');
    expect(prints[0]).toBe('stack large');
    expect(hints).toEqual(usual.filter((hint) => hint !== 'thread-stacks'));
  });

  it('of a stripped one it is unknown', () => {
    // That dlopen fails says a text in it.
    expect(built('stripped', 'musl-gcc', '-s').hints).toEqual(['dlopen', 'stripped']);
  });
});

const zig = { name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') };
describeLab('the same with zig', [zig], () => {
  it('which gives threads a large stack', () => {
    const { prints, hints } = built(
      'zig',
      'python3',
      '-m',
      'ziglang',
      'cc',
      '-target',
      `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-musl`,
    );
    expect(prints).toEqual(['stack large', ...said]);
    // And an allocator that is not musl's.
    expect(hints).toEqual(usual.filter((hint) => hint !== 'thread-stacks' && hint !== 'allocator'));
  });
});

describeLab('choose, where it saves what was built', [program('musl-gcc')], () => {
  it('says once what is different with musl, of what the program uses', () => {
    const project = mkdtempSync(join(folder, 'project-'));
    writeFileSync(join(project, 'main.c'), source);
    const choose = (...words: readonly string[]) =>
      execFileSync(
        process.execPath,
        [cli, 'choose', '--yes', '--rung', 'musl-gcc', '--config-dir', join(folder, 'config'), ...words],
        {
          cwd: project,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { PATH: process.env.PATH, HOME: folder },
        },
      );
    const said = choose().replace(/\s+/g, ' ');
    for (const [id, { title, advice }] of Object.entries(muslHints))
      expect(said.includes(`${title}: `) && said.includes(advice), title).toBe(usual.includes(id));
    expect(choose()).not.toContain('What is different with musl');
    const document = JSON.parse(choose('--json')) as { hints: unknown[] };
    expect(document.hints).toEqual([]);
  });
});

describe('of glibc', () => {
  it.skipIf(!works('cc', '--version'))('nothing is said', () => {
    execFileSync('cc', ['-o', join(folder, 'glibc'), join(folder, 'main.c'), '-pthread', '-ldl'], { stdio: 'pipe' });
    expect(hintsOf(inspectFileSync(join(folder, 'glibc')), false)).toEqual([]);
  });
});
