import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { someFacts } from '../support/facts.js';

/** How shells, make and others say that a program is not there; each was written by the tool itself. */
const wordings: readonly [by: string, (name: string) => string][] = [
  ['dash', (name) => `/bin/sh: 1: ${name}: not found`],
  ['dash, in a script', (name) => `./build.sh: 12: ${name}: not found`],
  ['dash, exec', (name) => `sh: 1: exec: ${name}: not found`],
  ['busybox ash', (name) => `/bin/sh: ${name}: not found`],
  ['busybox ash, in a script', (name) => `./build.sh: line 2: ${name}: not found`],
  ['busybox env', (name) => `env: can't execute '${name}': No such file or directory`],
  ['bash', (name) => `bash: line 1: ${name}: command not found`],
  ['bash, by path', (name) => `./build.sh: line 2: /usr/bin/${name}: No such file or directory`],
  ['zsh', (name) => `zsh:1: command not found: ${name}`],
  ['fish', (name) => `fish: Unknown command: ${name}`],
  ['toybox', (name) => `sh: ${name}: inaccessible or not found`],
  ['make', (name) => `make[1]: ${name}: No such file or directory\nmake[1]: *** [Makefile:2: all] Error 127`],
  ['make 3', (name) => `make: ${name}: Command not found\nmake: *** [all] Error 127`],
  ['env', (name) => `/usr/bin/env: ‘${name}’: No such file or directory`],
  ['nohup', (name) => `nohup: failed to run command '${name}': No such file or directory`],
  ['xargs', (name) => `xargs: ${name}: No such file or directory`],
  ['runc', (name) => `exec: "${name}": executable file not found in $PATH: unknown`],
  ['node', (name) => `Error: spawn ${name} ENOENT`],
  ['Python', (name) => `FileNotFoundError: [Errno 2] No such file or directory: '${name}'`],
  [
    'BuildKit',
    (name) =>
      `#8 0.241 /bin/sh: 1: ${name}: not found\n#8 ERROR: process "/bin/sh -c ${name}" did not complete successfully: exit code: 127`,
  ],
];

const tools: readonly [name: string, cause: string][] = [
  ['gcc', 'c-compiler-missing'],
  ['cc', 'c-compiler-missing'],
  ['clang-16', 'c-compiler-missing'],
  ['g++', 'cxx-compiler-missing'],
  ['make', 'make-missing'],
  ['cmake', 'cmake-missing'],
  ['meson', 'meson-missing'],
  ['ninja', 'ninja-missing'],
  ['cargo', 'rust-toolchain-missing'],
  ['go', 'go-missing'],
  ['python3', 'python-missing'],
  ['nasm', 'assembler-missing'],
  ['strip', 'binutils-missing'],
  ['perl', 'build-tool-missing'],
  ['podman', 'container-engine-missing'],
];

const first = (log: string) => explainText(log).diagnoses[0];

/** What is reported of a log in addition to the kind of its failure. */
const known = (log: string) => explainText(log).diagnoses.filter(({ general }) => !general);

describe('a tool that is not installed', () => {
  it.each(wordings)('as %s says it', (_, wording) => {
    expect(tools.map(([name]) => first(wording(name))?.cause)).toEqual(tools.map(([, cause]) => cause));
  });

  it('is reported once', () => {
    expect(explainText('bash: line 1: cmake: command not found\n').diagnoses).toHaveLength(1);
  });

  it('comes after a cause that is known for certain', () => {
    const log = './configure: line 88: file: command not found\n/usr/bin/ld: cannot find -lsodium\n';
    expect(first(log)?.cause).toBe('missing-static-lib');
  });

  it('comes before what a crate fails of for lack of it', () => {
    const log =
      'error: failed to run custom build command for `openssl-sys v0.9.109`\n' +
      "  Error configuring OpenSSL build:\n      Command 'perl' not found. Is perl installed?\n";
    expect(explainText(log).diagnoses.map(({ cause }) => cause)).toEqual([
      'build-tool-missing',
      'openssl-for-target-missing',
    ]);
  });

  it('comes after another failure: the build went on without it', () => {
    const log = 'bash: line 4: cmake: command not found\nwrite error: No space left on device\n';
    expect(first(log)?.cause).toBe('disk-full');
  });

  it('is no failure where a configure goes on without it', () => {
    const log =
      'checking how to recognize dependent libraries... pass_all\n./configure: line 6788: file: command not found\n';
    expect(known(log)).toEqual([]);
    expect(first(`${log}bash: line 1: patch: command not found\nmake: *** [Makefile:9: all] Error 127\n`)?.cause).toBe(
      'build-tool-missing',
    );
  });

  it('leaves a program of the project that does not start to its loader', () => {
    const log = '$ file ./app\n./app: ELF 64-bit LSB executable, dynamically linked\n$ ./app\nsh: ./app: not found\n';
    expect(first(log)?.cause).toBe('elf-interpreter-missing');
    expect(known('sh: ./gcc: not found\n')).toEqual([]);
  });

  it.each([
    ['sh: 1: nix: not found', 'nix-not-on-path'],
    ['sh: 1: musl-gcc: not found', 'musl-gcc-missing'],
    ['sh: 1: bison: not found', 'parser-generator-missing'],
    ['sh: 1: pkg-config: not found', 'pkg-config-missing'],
    ['/bin/sh: apt-get: not found', 'packager-of-another-system'],
  ])('of a kind of its own has a cause of its own: %s', (log, cause) => {
    expect(explainText(log).diagnoses.map((each) => each.cause)).toEqual([cause]);
  });

  it.each([
    'checking for gcc... no\nchecking for cc... no\nchecking for clang... clang',
    'gcc: error: main.c: No such file or directory: go',
    "cp: cannot stat 'build/cmake': No such file or directory",
    'bash: line 9: cd: go: No such file or directory',
    'cat: file: No such file or directory',
    '-- Could NOT find Python3 (missing: Python3_EXECUTABLE)',
    'Program python3 found: NO',
    'which: no make in (/usr/bin:/bin)',
  ])('is not seen in %j', (log) => {
    expect(known(log)).toEqual([]);
  });
});

describe('the fixes', () => {
  const commands = (log: string, facts = someFacts()) =>
    explainText(log, { facts, place: 'here' }).diagnoses[0]?.fixes.flatMap((fix) => fix.commands) ?? [];

  it('name what the log calls missing', () => {
    expect(commands('make: xxd: No such file or directory\n')).toEqual([
      'apt-get update',
      'apt-get install -y xxd',
      'apk add cmd:xxd',
      'dnf install -y /usr/bin/xxd',
    ]);
    expect(commands('bash: line 3: makeinfo: command not found\n')[0]).toContain(
      'apt-file -x search "bin/makeinfo\\$"',
    );
    expect(commands('returned a non-zero code: 127\n')[0]).toContain('bin/NAME');
  });

  it('take no name that a shell would read', () => {
    for (const name of ['$(id)', 'a;id', '`id`', "x'y", '-rf', '../x', 'a b'])
      expect(commands(`bash: line 3: ${name}: command not found\n`).join(), name).not.toContain(name);
  });

  it('are run only where no name comes from the log', () => {
    const runnable = (log: string) =>
      explainText(log, { facts: someFacts(), place: 'here' }).diagnoses[0]?.fixes.map((fix) => fix.runnable);
    expect(runnable('sh: 1: cmake: not found\n')).toEqual([true, false, false, false]);
    expect(runnable('sh: 1: perl: not found\n')).toEqual([false, false, false, false]);
  });
});
