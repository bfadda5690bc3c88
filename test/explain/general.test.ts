import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

describe('where only the kind of failure is known', () => {
  const log = 'compiling\nfrob: cannot open out.flux: Permission denied\nmake: *** [all] Error 1\n';

  it('says so, and also shows the likely lines', () => {
    const { diagnoses, unknown } = explainText(log);
    expect(diagnoses).toMatchObject([{ cause: 'file-access-refused', general: true, line: 2 }]);
    expect(diagnoses[0]?.confidence).toBeLessThan(0.5);
    expect(diagnoses[0]?.fixes).not.toEqual([]);
    expect(unknown.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('gives way to whatever is known better', () => {
    const { diagnoses, unknown } = explainText(`/usr/bin/ld: cannot find -lsodium\n${log}`);
    expect(diagnoses[0]).toMatchObject({ cause: 'missing-static-lib' });
    expect(diagnoses[0]).not.toHaveProperty('general');
    expect(unknown).toEqual([]);
  });

  it('reads what CMake says below the place', () => {
    const { diagnoses } = explainText(
      'CMake Error at cmake_install.cmake:54 (file):\n  file INSTALL cannot find\n  "/src/frob.cfg":\n  No such file or directory.\n',
    );
    expect(diagnoses).toMatchObject([{ cause: 'named-file-missing', line: 1 }]);
  });

  it('reports no kind for a line that only passes the failure on', () => {
    const log = 'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2\n';
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [{ line: 1 }] });
  });

  it.each([
    ['name-unknown', "error: attribute 'frob' missing\n\n       at /srv/frob.nix:3:7:\n"],
    ['usage-refused', "error: function 'anonymous lambda' called without required argument 'frob'\n"],
    [
      'container-setup-refused',
      'OCI runtime create failed: runc create failed: error mounting "/x" to rootfs at "/y": mount /x:/y, flags: 0x5000: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?\n',
    ],
    [
      'container-setup-refused',
      'rpc error: code = 2 desc = "oci runtime error: could not synchronise with container process: not a directory"\n',
    ],
    ['named-file-missing', 'sh: /opt/frob/bin/frob: not found\n'],
    ['elf-interpreter-missing', '/ # apk add curl\nsh: /opt/frob/bin/frob: not found\n'],
    [
      'build-description-refused',
      'go: example.org/Frob@v1.8.1: parsing go.mod:\n\tmodule declares its path as: example.org/frob\n\t        but was required as: example.org/Frob\n',
    ],
    ['usage-refused', 'fatal: cannot both write and verify flux\n'],
    ['container-setup-refused', 'ERRO[0003] Preparing container frob: netavark: setns: odd flux\n'],
    [
      'container-setup-refused',
      'ERRO[0003] Preparing container 00ff: netavark: setns: IO error: Operation not permitted (os error 1)\n',
    ],
    [
      'container-setup-refused',
      `ERRO[0000] "a dependency of container ${'0f'.repeat(32)} failed to start: container state improper"\n`,
    ],
    [
      'file-access-refused',
      "error: could not create home directory: '/.frob'\nError: error: caused by: Permission denied (os error 13)\n",
    ],
    ['container-setup-refused', 'ERRO[0003] mounting /x to rootfs: invalid argument\n'],
    [
      'build-description-refused',
      'CMake Error at CMakeLists.txt:7 (message):\n  git submodule update --init --recursive failed with 1, please checkout\n  submodules\n',
    ],
  ])('the kind is that of what is said, not of one of its words: %s', (kind, log) => {
    expect(explainText(log).diagnoses[0]).toMatchObject({ cause: kind, general: true });
  });

  it.each([
    ['file-access-refused', 'error: canonical fluxes are not permitted'],
    ['name-taken', 'frob: these fluxes cause conflicts here'],
    ['usage-refused', 'frob: flux: Invalid argument'],
  ])('one of its words alone is no kind: %s', (kind, line) => {
    expect(explainText(`${line}\n`).diagnoses.map(({ cause }) => cause)).not.toContain(kind);
  });

  it('reads the words of other languages', () => {
    const { diagnoses } = explainText('frob: out.flux: Keine Berechtigung\nmake: *** [all] Fehler 1\n');
    expect(diagnoses[0]?.cause).toBe('file-access-refused');
  });
});

describe('causes that are as good an answer as the first', () => {
  it('are named', () => {
    const { oneOf } = explainText(
      'curl: (6) Could not resolve host: example.org\nError: no such host\ncurl: (60) SSL certificate problem: unable to get local issuer certificate\n',
    );
    expect(oneOf).toEqual(['dns-resolution-failed', 'tls-ca-not-trusted']);
  });

  it('are not those that follow from it, nor those of a later class', () => {
    expect(explainText('/usr/bin/ld: cannot find -lsodium\n')).not.toHaveProperty('oneOf');
    expect(explainText('No space left on device\n/usr/bin/ld: cannot find -lsodium\n')).not.toHaveProperty('oneOf');
  });
});
