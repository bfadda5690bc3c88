import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { fromNetwork, provenBy } from './claims.js';

const tests = join(import.meta.dirname, '..');
const paths = readdirSync(tests, { recursive: true, encoding: 'utf8' });

describe.each(Object.entries(provenBy))('%s', (_, claims) => {
  it.each(claims.map(([claim, file, title]) => [claim, file, title] as const))('%s: by %s', (_claim, file, title) => {
    const named = paths
      .filter((path) => basename(path) === file)
      .map((path) => readFileSync(join(tests, path), 'utf8'));
    expect(named.some((text) => text.includes(title))).toBe(true);
  });
});

describe('what only a network could prove', () => {
  for (const [claim, reason] of fromNetwork) it.skip(`${claim} (${reason})`, () => {});
});

/** The messages that the documents quote, as they stand there. */
it.each<[message: string, cause: string]>([
  ["undefined reference to symbol 'gnu_get_libc_version@@GLIBC_2.2.5'", 'glibc-dso-missing-from-command-line'],
  ['/usr/bin/ld: cannot find -lutil: No such file or directory', 'glibc-static-libs-missing'],
  [
    [
      'quiltd> cargoBuildHook flags: -j 2 --target x86_64-unknown-linux-gnu --offline --profile release',
      'error: linking with `musl-gcc` failed: exit status: 1',
      "  = note: ld: undefined reference to symbol 'gnu_get_libc_version@@GLIBC_2.2.5'",
      '/usr/bin/ld: cannot find -lutil: No such file or directory',
    ].join('\n'),
    'rust-target-is-gnu-not-musl',
  ],
  ['/usr/bin/ld: cannot find -lsodium: No such file or directory', 'missing-static-lib'],
  ['main.c:1:10: fatal error: linux/mman.h: No such file or directory', 'kernel-headers-missing'],
  [
    '/usr/include/x86_64-linux-gnu/bits/errno.h:26:11: fatal error: linux/errno.h: No such file or directory',
    'glibc-headers-in-musl-compile',
  ],
  ['error: cannot get exit status of PID 1234: No child processes', 'nix-builder-exit-status-lost'],
  ['/build/rustcdhlbOQ/symbols.o: file not recognized: file format not recognized', 'rustc-symbols-o-not-recognized'],
  ['Error while loading __double-spawn: No such file or directory', 'nextest-double-spawn-under-emulation'],
])('explain: %s', (message, cause) => {
  const { diagnoses } = explainText(Buffer.from(`${message}\n`));
  expect(diagnoses[0]?.cause).toBe(cause);
});
