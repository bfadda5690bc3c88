import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeLab, library, program, staticLibc } from '../support/lab.js';

/** What an ssh server takes of both libraries: a hash of each, and keys of OpenSSL's registry, which brings the rest. */
const source = `
#include <sodium.h>
#include <openssl/evp.h>
#include <stdio.h>
int main(void) {
  unsigned char out[32], key[32] = {0};
  unsigned int length = 0;
  if (sodium_init() < 0) return 1;
  crypto_generichash(out, sizeof out, key, sizeof key, NULL, 0);
  EVP_Digest(key, sizeof key, out, &length, EVP_sha256(), NULL);
  EVP_PKEY_CTX *keys = EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, NULL);
  printf("%u\\n", length);
  return keys == NULL;
}
`;

const needs = [program('cc'), program('strip'), program('upx'), staticLibc, library('sodium'), library('crypto')];

describeLab('a program with libsodium and OpenSSL', needs, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-sizes-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'main.c'), source);
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
    run('upx', '-q', '--best', 'packed');
    expect(size('packed') / size('static')).toBeLessThan(0.42);
    expect(size('packed') / 1e6).toBeLessThan(2.2);
    expect(run('./packed')).toBe('32\n');
  });
});
