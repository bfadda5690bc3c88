import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { cryptoProgram } from '../support/crypto-program.js';
import { describeLab, library, program, staticLibc } from '../support/lab.js';

const needs = [program('cc'), program('strip'), program('upx'), staticLibc, library('sodium'), library('crypto')];

describeLab('a program with libsodium and OpenSSL', needs, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-sizes-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'main.c'), cryptoProgram);
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const size = (name: string): number => statSync(join(folder, name)).size;
  const link = (name: string, ...flags: string[]) =>
    run('cc', '-Os', ...flags, '-o', name, 'main.c', '-lsodium', '-lcrypto');

  it('is a few kilobytes when it is dynamic', () => {
    link('dynamic');
    run('strip', 'dynamic');
    expect(size('dynamic')).toBeLessThan(20_000);
  });

  it('is about 5.2 MB of static glibc, which runs', () => {
    link('static', '-static');
    expect(size('static') / 1e6).toBeGreaterThan(4.2);
    expect(size('static') / 1e6).toBeLessThan(6.2);
    expect(run('./static')).toBe('32\n');
  });

  it('packs to about a third, 1.7 MB, which runs', () => {
    copyFileSync(join(folder, 'static'), join(folder, 'packed'));
    run('strip', 'packed');
    run('upx', '-q', '--best', '--lzma', 'packed');
    expect(size('packed') / size('static')).toBeLessThan(0.42);
    expect(size('packed') / 1e6).toBeLessThan(2.2);
    expect(run('./packed')).toBe('32\n');
  });
});

/** OpenSSL and libsodium for musl, built for size as Alpine's are: `.ci/run` makes them. */
const libraries = process.env.MUSL_WIZARD_LAB_LIBRARIES ?? '/tmp/musl-wizard-lab/musl';
const ofMusl = ['openssl', 'sodium'].map((name) => `${libraries}/${name}/usr`);
const muslLibraries = {
  name: `openssl and sodium of test/lab/musl-libraries.sh in ${libraries}`,
  met: () => ofMusl.every((folder) => existsSync(folder)),
};

describeLab('the same with musl', [program('musl-gcc'), program('strip'), program('upx'), muslLibraries], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-sizes-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'main.c'), cryptoProgram);
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const size = (name: string): number => statSync(join(folder, name)).size;

  it('is about 2.6 MB of static musl, half of glibc, which runs', () => {
    const found = ofMusl.flatMap((each) => [`-I${each}/include`, `-L${each}/lib`]);
    run('musl-gcc', '-Os', '-static', '-s', '-o', 'static', 'main.c', ...found, '-lsodium', '-lcrypto');
    expect(size('static') / 1e6).toBeGreaterThan(2.1);
    expect(size('static') / 1e6).toBeLessThan(3.1);
    expect(run('./static')).toBe('32\n');
  });

  it('packs to about a third, 0.9 MB, which runs', () => {
    copyFileSync(join(folder, 'static'), join(folder, 'packed'));
    run('upx', '-q', '--best', '--lzma', 'packed');
    expect(size('packed') / size('static')).toBeLessThan(0.4);
    expect(size('packed') / 1e6).toBeLessThan(1.05);
    expect(run('./packed')).toBe('32\n');
  });
});
