import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

/** How linkers and their wrappers say that a library is missing; LIB stands for its name. */
const wordings: readonly [by: string, line: string][] = [
  ['GNU ld 2.35', '/usr/bin/ld: cannot find -lLIB'],
  ['a careless one', '/usr/bin/ld: cannot found -lLIB'],
  ['melange', '2024/10/01 12:00:01 WARN x86_64    | /usr/bin/ld: cannot find -lLIB: No such file or directory'],
  ['gh run view', 'build\tMake\t2024-10-01T12:00:01.123456Z #12 3.456 /usr/bin/ld: cannot find -lLIB'],
  ['GNU ld 2.40', '/usr/bin/ld: cannot find -lLIB: No such file or directory'],
  ['a cross ld', 'x86_64-unknown-linux-musl-ld: cannot find -lLIB: No such file or directory'],
  ['gold', '/usr/bin/ld.gold: error: cannot find -lLIB'],
  ['lld', 'ld.lld: error: unable to find library -lLIB'],
  ['ld64', 'ld: library not found for -lLIB'],
  ['mold', 'mold: fatal: library not found: LIB'],
  ['zig', "error: unable to find static system library 'LIB' using strategy 'NoFallback'. searched paths:"],
  ['rustc', 'error: could not find native static library `LIB`, perhaps an -L flag is missing?'],
  ['rustc, by its linker', '  = note: /usr/bin/ld: cannot find -lLIB: No such file or directory'],
  ['go', '/usr/local/go/pkg/tool/linux_amd64/link: running gcc failed: exit status 1\n/usr/bin/ld: cannot find -lLIB'],
];

const causes = (log: string) => explainText(log).diagnoses.map(({ cause }) => cause);

describe('a missing library', () => {
  it.each(wordings)('as %s says it', (_, line) => {
    for (const name of ['sodium', 'gcrypt', 'utf8proc', 'dlib', 'event_core-2.1', 'pthreadpool', 'crypto'])
      expect(causes(`${line.replace('LIB', name)}\n`)[0], name).toBe('missing-static-lib');
    expect(['missing-static-lib', 'musl-cxx-missing']).toContain(causes(`${line.replace('LIB', 'stdc++')}\n`)[0]);
    expect(causes(`${line.replace('LIB', 'gcc_eh')}\n`)[0]).toBe('unwinder-not-linked');
  });

  it('is no archive that is to be made, in a folder that is not there', () => {
    expect(causes('ar rcs lib/libfrob.a a.o\nar: lib/libfrob.a: No such file or directory\n')).toEqual([
      'named-file-missing',
    ]);
    expect(causes('ld: lib/libfrob.a: No such file or directory\n')).toEqual(['missing-static-lib']);
  });

  it('is never the linker that speaks', () => {
    expect(causes('x86_64-unknown-linux-musl-ld: cannot find -lsodium\n')).toEqual(['missing-static-lib']);
    expect(causes('/usr/bin/ld: cannot find -ldl\n')).toEqual(['glibc-static-libs-missing']);
  });
});

it.each([
  [
    '"cc" "-m64" in the line of rustc',
    '= note: "cc" "-m64" "a.o"\n/usr/bin/ld: cannot find -lc\n',
    'glibc-static-libs-missing',
  ],
  ['musl-gcc as the linker of rustc', '"cc" "-C" "linker=musl-gcc"\nld: cannot find -lsodium\n', 'missing-static-lib'],
])('a command line is no evidence: %s', (_, log, cause) => {
  expect(causes(log)[0]).toBe(cause);
});
