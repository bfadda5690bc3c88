import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryBench, logOf } from '../support/canary.js';
import { works } from '../support/lab.js';
import { type OwnNix, ownNix } from '../support/nix.js';

/**
 * The seeds' case: a C program with libsodium and OpenSSL. The libraries take minutes to make, so
 * this runs where they are:
 *   test/lab/debian-sources.sh SOURCES openssl libsodium
 *   test/lab/musl-libraries.sh /tmp/musl-wizard-lab/musl SOURCES openssl sodium
 */
const libraries = process.env.MUSL_WIZARD_LAB_LIBRARIES ?? '/tmp/musl-wizard-lab/musl';
const made = ['openssl', 'sodium'].every((name) => existsSync(`${libraries}/${name}`));

describe.runIf(made && works('musl-gcc', '--version'))(
  'c-crypto (needs musl-gcc and the libraries in MUSL_WIZARD_LAB_LIBRARIES)',
  () => {
    const bench = canaryBench();
    const passes = {
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl', linkage: 'static', needed: [] },
    };

    describe.runIf(works('nix-build', '--version'))('on pkgs-musl (needs nix)', () => {
      let nix: OwnNix;
      beforeAll(() => {
        nix = ownNix();
      });
      afterAll(() => nix.remove());

      it.each(['pkgsStatic', 'pkgsCross.musl64', 'pkgsMusl'] as const)('%s', async (nixSet) => {
        const env = bench.env({ ...nix.env, NIX_PATH: `${nix.env.NIX_PATH}:lab-libraries=${libraries}` });
        const result = await bench.run('pkgs-musl', { env, program: 'c-crypto', rungOptions: { nixSet } });
        expect(result, logOf(result)).toMatchObject(passes);
      });
    });

    describe.runIf(works('docker', 'info'))('on alpine (needs docker)', () => {
      const image = 'localhost/mw-lab/alpine-crypto:3.20';
      beforeAll(() => {
        const fill = 'test/lab/alpine-image.sh "$2/openssl" "$2/sodium" | docker import - "$1"';
        const env = { ...process.env, PACKAGES: 'openssl-dev openssl-libs-static libsodium-dev libsodium-static' };
        execFileSync('/bin/sh', ['-c', fill, 'sh', image, libraries], { stdio: 'pipe', env });
      });
      afterAll(() => void execFileSync('docker', ['rmi', '-f', image]));

      it('in a container', async () => {
        const daemon = { state: 'running' as const, remote: false, images: [image] };
        const facts = { engines: { docker: { cli: { path: 'docker', version: '0' }, daemon } } };
        const rungOptions = { engine: 'docker', network: 'none', image } as const;
        const result = await bench.run('alpine', { facts, program: 'c-crypto', rungOptions });
        expect(result, logOf(result)).toMatchObject(passes);
      });
    });
  },
);
