import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { describeLab, program } from '../support/lab.js';

const head = `#define _GNU_SOURCE
#include <getopt.h>
#include <iconv.h>
#include <locale.h>
#include <netdb.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
`;

/** A program for each difference that is said, whose output shows it. */
const cases: readonly (readonly [what: string, body: string, before?: string])[] = [
  ['locales', 'puts(setlocale(LC_ALL, "xx_YY.UTF-8") ? "accepted" : "refused");'],
  ['character sets', 'puts(iconv_open("ASCII//TRANSLIT", "UTF-8") == (iconv_t)-1 ? "refused" : "known");'],
  ['time zones', 'setenv("TZ", "Nowhere/City", 1); tzset(); puts(tzname[0]);'],
  [
    'regular expressions',
    'regex_t r; puts(regcomp(&r, "^(a)\\\\1$", REG_EXTENDED) == 0 && regexec(&r, "aa", 0, 0, 0) == 0 ? "found" : "not found");',
  ],
  [
    'sorting',
    'int v[40]; for (int i = 0; i < 40; i++) v[i] = i % 4 * 100 + i; qsort(v, 40, sizeof *v, hundreds); for (int i = 0; i < 40; i++) printf("%d ", v[i]);',
    'static int hundreds(const void *a, const void *b) { return *(int *)a / 100 - *(int *)b / 100; }',
  ],
  ['random numbers', 'srand(1); printf("%d\\n", rand());'],
  ['float printing', 'printf("%La\\n", 1.5L);'],
  ['options', 'char *v[] = {"p", "x", "-a", 0}; printf("%d\\n", getopt(3, v, "a"));'],
  ['error texts', 'puts(strerror(0));'],
  [
    'thread stacks',
    'pthread_t t; pthread_create(&t, 0, size, 0); pthread_join(t, 0);',
    'static void *size(void *a) { pthread_attr_t x; size_t s; pthread_getattr_np(pthread_self(), &x); pthread_attr_getstacksize(&x, &s); printf("%zu\\n", s); return a; }',
  ],
];

describeLab('differences of musl, by programs that show them', [program('gcc'), program('musl-gcc')], () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-differences-'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const compile = (name: string, body: string, before = ''): readonly [glibc: string, musl: string] => {
    const source = join(base, `${name}.c`);
    writeFileSync(source, `${head}${before}\nint main(void) { ${body} return 0; }\n`);
    const [glibc, musl] = [join(base, `${name}-glibc`), join(base, `${name}-musl`)];
    execFileSync('gcc', ['-w', '-o', glibc, source, '-pthread']);
    execFileSync('musl-gcc', ['-w', '-static', '-o', musl, source]);
    return [glibc, musl];
  };
  const prints = (file: string) => spawnSync(file, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }).stdout;
  const said = (file: string) => inspectFileSync(file).glibcDifferences?.map(({ what }) => what) ?? null;

  it.each(cases.map(([what, body, before = '']) => [what, body, before] as const))('%s', (what, body, before) => {
    const [glibc, musl] = compile(what.replaceAll(' ', '-'), body, before);
    expect(said(musl)).toContain(what);
    expect(prints(musl)).not.toBe(prints(glibc));
    expect(said(glibc)).toEqual([]);
  });

  it.each([
    ['name resolution', 'struct addrinfo *a; return getaddrinfo("a", 0, 0, &a);'],
    ['users and groups', 'return getpwnam("root") != 0;'],
  ] as const)('%s, whose difference depends on the machine', (what, body) => {
    expect(said(compile(what.replaceAll(' ', '-'), body)[1])).toContain(what);
  });

  it('says nothing of a program that does none of it, and that a stripped one is unknown', () => {
    const [, musl] = compile('none', 'return 0;');
    expect(said(musl)).toEqual([]);
    execFileSync('strip', [musl]);
    expect(said(musl)).toBeNull();
  });
});
