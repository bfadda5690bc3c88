import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { settleFiles, verifyLibrary } from '../../../src/build/libs/verify-library.js';
import type { PlannedStep } from '../../../src/build/plan.js';
import type { Ran } from '../../../src/build/processes/run-logged.js';
import { installPrefix } from '../../../src/libs/pkg-config-file.js';
import { type LibraryRecipe, recipeFor } from '../../../src/libs/recipes.js';
import { toolchainOf } from '../../../src/recipe/tools-of.js';
import { elfSample } from '../../artifact/elf-sample.js';

const base = mkdtempSync(join(tmpdir(), 'mw-verify-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folder: string;
let scratch: string;
beforeEach(() => {
  [folder, scratch] = [mkdtempSync(join(base, 'lib-')), mkdtempSync(join(base, 'scratch-'))];
});
const recipe = recipeFor('openssl') as LibraryRecipe;

const put = (path: string, content: string | Uint8Array, mode = 0o644) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode });
};
/** An archive of ar(1) with one member. */
const archiveOf = (member: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`!<arch>\n${'a.o/'.padEnd(48)}${String(member.length).padEnd(10)}\`\n`, 'latin1'),
    member,
    Buffer.alloc(member.length % 2),
  ]);
const [x86, arm, aarch64] = [62, 40, 183];
/** A static program as musl's linker leaves it: by its texts the inspector knows the C library. */
const program = (machine = x86, more = {}) =>
  elfSample({
    machine,
    rodata: 'src/internal/../env/__libc_start_main.c\0musl libc',
    symbols: ['__init_libc', '__libc_start_init'],
    ...more,
  });

const ended = (over: Partial<Ran> = {}): Ran =>
  ({ code: 0, signal: null, error: null, cancelled: false, timedOut: false, flooded: false, tail: '', ...over }) as Ran;

/** Looks at the library; its program is what `linked` has, and ends as `ran` says. */
const verify = async ({
  arch = 'x86_64',
  linked = program() as Uint8Array | null,
  link = ended(),
  ran = ended(),
  env = {} as Record<string, string>,
} = {}) => {
  const steps: PlannedStep[] = [];
  const tools = { ...toolchainOf('zig', arch), arch, native: arch === 'x86_64', libc: 'musl' as const };
  const verified = await verifyLibrary(recipe, folder, tools, ['ssl', 'crypto'], {
    scratch,
    cache: base,
    signal: new AbortController().signal,
    env,
    tell: () => undefined,
    run: async (step) => {
      steps.push(step);
      if (!step.name.endsWith(': link')) return ran;
      if (linked) writeFileSync(join(scratch, 'check'), linked);
      return link;
    },
  });
  return { ...verified, steps };
};
const archives = (machine = x86) => {
  for (const name of ['ssl', 'crypto']) put(`lib/lib${name}.a`, archiveOf(elfSample({ machine, type: 1 })));
};

it('is right where a static program with it links and runs', async () => {
  archives();
  const { fault, ran, steps } = await verify();
  expect({ fault, ran }).toEqual({ fault: null, ran: true });
  const [link, run] = steps;
  expect(link?.argv).toEqual(expect.arrayContaining(['-static', '-lssl', '-lcrypto', `-L${folder}/lib`]));
  expect(link?.env).toHaveProperty('ZIG_LOCAL_CACHE_DIR');
  expect(run?.argv).toEqual([join(scratch, 'check')]);
  expect(readFileSync(join(scratch, 'check.c'), 'utf8')).toContain('#include <openssl/ssl.h>');
});

it.each([
  ['is missing', () => rmSync(join(folder, 'lib/libcrypto.a')), /^libcrypto\.a: ENOENT/],
  ['is empty', () => put('lib/libcrypto.a', '!<arch>\n'), /^libcrypto\.a: it is empty\.$/],
  ['is none', () => put('lib/libcrypto.a', 'x'), /^libcrypto\.a: not an archive\.$/],
  [
    'is for another machine',
    () => put('lib/libcrypto.a', archiveOf(elfSample({ machine: aarch64, type: 1 }))),
    /^libcrypto\.a: it holds objects for aarch64, not for x86_64\.$/,
  ],
])('is refused, and nothing is linked, where an archive %s', async (_, change, fault) => {
  archives();
  change();
  expect(await verify()).toMatchObject({ fault: expect.stringMatching(fault), ran: null, steps: [] });
});

it.each([
  ['the link fails', { link: ended({ code: 1 }) }, /does not link\. .*failed with 1/],
  ['the compiler is gone', { link: ended({ code: null, error: 'ENOENT' }) }, /does not link\. .*was not found/],
  [
    'the program is dynamic',
    { linked: program(x86, { interpreter: '/lib/ld.so', needed: ['libc.so'] }) },
    /not static/,
  ],
  ['there is no program', { linked: null }, /cannot be read/],
] as const)('is refused, and nothing is run, where %s', async (_, how, fault) => {
  archives();
  const { steps, ...verified } = await verify(how);
  expect(verified).toEqual({ fault: expect.stringMatching(fault), ran: null });
  expect(steps).toHaveLength(1);
});

it('is refused where its program runs and fails', async () => {
  archives();
  expect(await verify({ ran: ended({ code: 1 }) })).toMatchObject({
    fault: expect.stringMatching(/was built and does not work\. .*failed with 1/),
    ran: false,
  });
});

it.each([
  ['aarch64', aarch64, 'qemu-aarch64-static'],
  ['armv7l', arm, 'qemu-arm-static'],
  ['armv6l', arm, 'qemu-arm-static'],
  ['i686', 3, 'qemu-i386-static'],
  ['em-75', 75, 'qemu-em-75'],
])('for %s is run by its emulator', async (arch, machine, name) => {
  archives(machine);
  put(`bin/${name}`, '', 0o755);
  const { ran, steps } = await verify({ arch, linked: program(machine), env: { PATH: join(folder, 'bin') } });
  expect(ran).toBe(true);
  expect(steps.at(-1)?.argv).toEqual([join(folder, 'bin', name), join(scratch, 'check')]);
});

it('is not run where nothing here can, which is no fault', async () => {
  archives(75);
  const { steps, ...verified } = await verify({ arch: 'em-75', linked: program(75) });
  expect(verified).toEqual({ fault: null, ran: null });
  expect(steps).toHaveLength(1);
});

it('is for no version of ARM where its objects are for another machine', async () => {
  archives(aarch64);
  expect(await verify({ arch: 'armv7l' })).toMatchObject({ fault: expect.stringMatching(/objects for aarch64/) });
  archives(arm);
  expect(await verify({ arch: 'xarmv7l' })).toMatchObject({ fault: expect.stringMatching(/objects for arm,/) });
});

it('lets pkg-config find it wherever it lies, and leaves nothing of libtool', () => {
  put('lib/libssl.la', '');
  put('lib/libssl.a', '');
  put('lib/pkgconfig/openssl.pc', `prefix=${installPrefix}\nlibdir=${installPrefix}/lib\n`);
  settleFiles(recipe, folder, '3.5');
  expect(readdirSync(join(folder, 'lib')).sort()).toEqual(['libssl.a', 'pkgconfig']);
  const text = (name: string) => readFileSync(join(folder, 'lib/pkgconfig', name), 'utf8');
  expect(text('openssl.pc')).toBe('prefix=$' + '{pcfiledir}/../..\nlibdir=$' + '{prefix}/lib\n');
  expect(text('libcrypto.pc')).toContain('Version: 3.5\n');
});

it('has no files of pkg-config where it has no archives', () => {
  settleFiles(recipe, folder, '1');
  expect(existsSync(join(folder, 'lib'))).toBe(false);
});
