/** Libraries for musl from source, by the real compilers; offline, from archives that are made here. `LIBS=all` builds every recipe. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipes } from '../../src/libs/recipes.js';
import { describeLab, program, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const zig = { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') };
const limitMs = 900_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-libs-'));
  mkdirSync(join(folder, 'sources'));
  mkdirSync(join(folder, 'project'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** zig keeps musl, built once, in its own cache: the one of this user, so that no test builds it again. */
const environment = () => ({
  HOME: folder,
  PATH: process.env.PATH,
  TMPDIR: folder,
  ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR ?? `${process.env.HOME}/.cache/zig`,
  CARGO_HOME: process.env.CARGO_HOME ?? `${process.env.HOME}/.cargo`,
  RUSTUP_HOME: process.env.RUSTUP_HOME ?? `${process.env.HOME}/.rustup`,
});

const run = (...words: string[]) => runIn({}, ...words);
const runIn = async (env: Readonly<Record<string, string>>, ...words: string[]) => {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [cli, ...words], {
    cwd: join(folder, 'project'),
    env: { ...environment(), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: limitMs,
  });
  return { stdout, stderr, exitCode };
};

/** A library of the shape of zlib, which is built as zlib is. */
const writeZlib = (slow = false): void => {
  const top = join(folder, 'tree/zlib-9.8.7');
  mkdirSync(top, { recursive: true });
  const files = {
    // It links for a feature of the processor, as libsodium's does for a dozen.
    configure: `#!/bin/sh
"$CC" $CFLAGS -c zlib.c || exit 1
if echo | "$CC" -dM -E - | grep -q __x86_64__; then
  printf '#ifndef __AVX2__\\n#error it was not told\\n#endif\\nint main(void) { return 0; }\\n' >feature.c
  "$CC" -mavx2 feature.c -o feature || exit 1
fi
`,
    'zlib.h': 'const char *zlibVersion(void);\nunsigned long crc32(unsigned long, const unsigned char *, unsigned);\n',
    'zlib.c':
      '#include "zlib.h"\nconst char *zlibVersion(void) { return "1.9"; }\nunsigned long crc32(unsigned long c, const unsigned char *s, unsigned n) { return c + s[0] + n ? 0x352441c2 : 0; }\n',
    Makefile: `libz.a: zlib.o\n\t${slow ? 'sleep 300; ' : ''}$(AR) rcs $@ zlib.o\n\ninstall: libz.a\n\tmkdir -p $(DESTDIR)$(prefix)/lib $(DESTDIR)$(prefix)/include\n\tcp libz.a $(DESTDIR)$(prefix)/lib\n\tcp zlib.h $(DESTDIR)$(prefix)/include\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(top, name), text, { mode: 0o755 });
  execFileSync('tar', ['-C', join(folder, 'tree'), '-czf', join(folder, 'sources/zlib-9.8.7.tar.gz'), 'zlib-9.8.7']);
};

const addZlib = (rung: string, ...words: string[]) =>
  run('libs', 'add', 'zlib', '--rung', rung, '--from', join(folder, 'sources'), '--yes', '--json', ...words);

describe.each([
  ['zig', zig],
  ['musl-gcc', program('musl-gcc')],
] as const)('by %s', (rung, compiler) => {
  describeLab('zlib, offline', [compiler, program('make')], () => {
    it('is built, found by build through make, and taken away again', { timeout: limitMs }, async () => {
      writeZlib();
      const added = await addZlib(rung);
      expect(added.exitCode, added.stderr).toBe(0);
      const [{ outcome, library }] = JSON.parse(added.stdout).results;
      expect([outcome, library.version, library.ran]).toEqual(['passed', '9.8.7', true]);
      expect(existsSync(join(library.folder, 'lib/pkgconfig/zlib.pc'))).toBe(true);

      const again = await run('libs', 'add', 'zlib', '--rung', rung, '--yes', '--json');
      expect(JSON.parse(again.stdout).results[0].outcome).toBe('there');

      writeFileSync(
        join(folder, 'project/a.c'),
        '#include <stdio.h>\n#include <zlib.h>\nint main(void) { return puts(zlibVersion()) < 0; }\n',
      );
      writeFileSync(join(folder, 'project/Makefile'), 'a: a.c\n\t$(CC) -o a a.c -lz\n');
      const built = await run('build', '--rung', rung, '--json');
      const [made] = JSON.parse(built.stdout).programs;
      expect(made.artifact, built.stderr).toMatchObject({ linkage: expect.stringMatching(/^static/), libc: 'musl' });
      expect(execFileSync(made.savedTo, { encoding: 'utf8' })).toBe('1.9\n');

      const removed = await run('libs', 'remove', 'zlib', '--rung', rung, '--json');
      expect(JSON.parse(removed.stdout).removed).toHaveLength(1);
      expect(existsSync(library.folder)).toBe(false);
      expect((await run('build', '--rung', rung)).exitCode).toBe(1);
    });
  });
});

describeLab('libs add', [program('musl-gcc'), program('make')], () => {
  it('is what choose does from the folder in MUSL_WIZARD_SOURCES, without a network', {
    timeout: limitMs,
  }, async () => {
    writeZlib();
    await run('libs', 'remove', '--all');
    writeFileSync(
      join(folder, 'project/a.c'),
      '#include <stdio.h>\n#include <zlib.h>\nint main(void) { return puts(zlibVersion()) < 0; }\n',
    );
    writeFileSync(join(folder, 'project/Makefile'), 'a: a.c\n\t$(CC) -o a a.c -lz\n');
    const env = { MUSL_WIZARD_SOURCES: join(folder, 'sources') };
    const chosen = await runIn(env, 'choose', '--rung', 'musl-gcc', '--yes', '--json');
    expect(chosen.exitCode, chosen.stderr).toBe(0);
    const { libraries } = JSON.parse((await run('libs', '--json')).stdout);
    expect(libraries).toMatchObject([{ id: 'zlib', source: join(folder, 'sources/zlib-9.8.7.tar.gz') }]);
  });

  it('keeps one whole library where two runs build the same at once', { timeout: limitMs }, async () => {
    writeZlib();
    const add = () => run('libs', 'add', 'zlib', '--rung', 'musl-gcc', '--yes', '--json');
    await run('libs', 'remove', '--all');
    const [one, two] = await Promise.all([addZlib('musl-gcc'), addZlib('musl-gcc')]);
    expect([one.exitCode, two.exitCode], one.stderr + two.stderr).toEqual([0, 0]);
    expect(JSON.parse((await add()).stdout)).toMatchObject({
      results: [{ outcome: 'there' }],
      libraries: [{ id: 'zlib' }],
    });
  });

  it('leaves nothing behind when it is cancelled', { timeout: limitMs }, async () => {
    writeZlib(true);
    await run('libs', 'remove', '--all');
    const child = execa(
      process.execPath,
      [cli, 'libs', 'add', 'zlib', '--rung', 'musl-gcc', '--from', join(folder, 'sources'), '--yes'],
      {
        cwd: join(folder, 'project'),
        env: environment(),
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
      },
    );
    let said = '';
    child.stderr.on('data', (part) => (said += String(part)));
    while (!said.includes('zlib: make')) await delay(50);
    child.kill('SIGINT');
    const { exitCode } = await child;
    expect(exitCode).not.toBe(0);
    const { stdout } = await run('libs', '--json');
    expect(JSON.parse(stdout).libraries).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('mw-canary-'))).toEqual([]);
  });

  it('changes no file that a link in the sources leads to', { timeout: limitMs }, async () => {
    const victim = join(folder, 'victim');
    const sources = join(folder, 'linked');
    mkdirSync(join(victim, 'expat'), { recursive: true });
    for (const name of ['configure', 'expat/configure'])
      writeFileSync(join(victim, name), '#!/bin/sh\ntouch made\nexit 1\n', { mode: 0o644 });
    mkdirSync(sources);
    writeFileSync(join(sources, 'Makefile'), 'all:\n\tfalse\n');
    symlinkSync(join(victim, 'configure'), join(sources, 'configure'));
    symlinkSync(join(victim, 'expat'), join(sources, 'expat'));
    for (const name of ['zlib', 'expat'])
      expect((await run('libs', 'add', name, '--rung', 'musl-gcc', '--from', sources, '--yes')).exitCode).toBe(1);
    for (const name of ['configure', 'expat/configure'])
      expect(statSync(join(victim, name)).mode & 0o777, name).toBe(0o644);
    expect(readdirSync(join(victim, 'expat'))).toEqual(['configure']);
  });

  it('takes no tool from the current folder, which npx puts on the search path', { timeout: limitMs }, async () => {
    writeZlib();
    const bin = join(folder, 'project/node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    const sprung = join(folder, 'sprung');
    for (const name of ['make', 'cc', 'ar', 'sh', 'sed', 'xz', 'cargo', 'apt-get', 'apt-config'])
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >> '${sprung}'\nexit 1\n`, { mode: 0o755 });
    const words = ['libs', 'add', 'zlib', '--rung', 'musl-gcc', '--from', join(folder, 'sources'), '--yes'];
    const { exitCode, stderr } = await runIn({ PATH: `${bin}:${process.env.PATH}` }, ...words);
    rmSync(join(folder, 'project/node_modules'), { recursive: true });
    expect(existsSync(sprung)).toBe(false);
    expect(exitCode, stderr).toBe(0);
    await run('libs', 'remove', '--all');
  });

  it('says what a build that fails printed, and keeps nothing', { timeout: limitMs }, async () => {
    writeZlib();
    writeFileSync(join(folder, 'tree/zlib-9.8.7/zlib.h'), '#include <no-such-header.h>\n');
    execFileSync('tar', ['-C', join(folder, 'tree'), '-czf', join(folder, 'sources/zlib-9.8.7.tar.gz'), 'zlib-9.8.7']);
    const { exitCode, stdout } = await addZlib('musl-gcc');
    expect(exitCode).toBe(1);
    const { results, libraries } = JSON.parse(stdout);
    expect(results).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('configure'), library: null }]);
    expect(libraries).toEqual([]);
  });
});

const asked = process.env.LIBS ?? '';
const chosen = recipes.filter(({ id }) => asked === 'all' || asked.split(',').includes(id));
describe.skipIf(chosen.length === 0)('every recipe (LIBS=all or LIBS=zlib,openssl; needs a package mirror)', () => {
  it.each(chosen.map(({ id }) => id))('%s', { timeout: 2 * limitMs }, async (id) => {
    const arch = process.env.LIBS_ARCH ?? 'x86_64';
    const rungs = arch === 'x86_64' ? ['zig', 'musl-gcc'] : ['zig'];
    for (const rung of rungs.filter((each) => id !== 'linux-headers' || each !== 'zig')) {
      const { stdout, stderr } = await run('libs', 'add', id, '--rung', rung, '--arch', arch, '--yes', '--json');
      expect(JSON.parse(stdout).results.at(-1), stderr).toMatchObject({ id, reason: null, library: { ran: true } });
    }
  });
});
