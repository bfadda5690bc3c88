import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

const unknown = (log: string) => explainText(log).unknown;

describe('a failure of unknown cause is not passed over', () => {
  it.each([
    'ld: frob.o: bad section',
    'go: frobnicating: unknown flux',
    'frob: cannot frobnicate',
    'frob[12]: fatal: no flux',
    'exit status 3',
    "thread 'rustc' has overflowed its stack",
    'double free or corruption (!prev)',
    "useradd: user 'frob' already exists",
    'frob: a terminal is required to read the flux',
    'line 3: frob: unbound variable',
    'main.go:5:2: import "example.org/frob" is a program, not an importable package',
    'verifying example.org/frob@v1.0.0: checksum mismatch',
    'The runner has received a shutdown signal.',
    'level=info msg="flux failed with error: exit status 1"',
    'src/frob.go:38: flux redeclared in this block',
    'dpkg: an error occurred with no error handling in place',
    './build.zig:531:13: note: referenced here',
    'warning: the following units failed: frob.service',
    'Active: failed (Result: exit-code) since Mon 2024-01-01 10:00:00 UTC; 9ms ago',
    'make: *** [all] Error 2',
    'Trace/breakpoint trap (core dumped)',
    'frob: flux is not supported',
    'FAILED: frob.o',
    'thread main panicked: flux',
    'ValueError: flux must be set',
    'Frob exited with code 9',
    'frob: cannot complete the connection to flux. (3)',
    'frob: sync flux had unexpected file passed',
    'upx: ./frob: IOException: is a symlink -- skipped',
    'INFO    aarch64-linux-gnu-g++: fatal error: odd flux',
    'a.frob:3:7:warning: undeclared name: flux',
    'WARNING: frob do_fetch: Failed to fetch flux, attempting others',
    'Error: frob was not removed with no error',
    'variable $src or $srcs should point to the source',
    'do not know how to unpack source archive /nix/store/aaaa-frob',
    'unpacker produced multiple directories',
    'Summary: 1 task failed:',
    'Summary: There were 3 ERROR messages shown, returning a non-zero exit code.',
  ])('%s', (line) => {
    const log = /warning/i.test(line) ? line : `compiling\n${line}`;
    expect(unknown(`${log}\n`)[0]?.excerpt).toBe(line);
  });

  it.each(['E: frob is odd', 'E: flux is empty'])('a log that ends in what apt says: %s', (line) => {
    expect(
      unknown(`frob\n${line}\n------\nDockerfile:3\n--------------------\n   3 | >>> RUN frob\n`)[0]?.excerpt,
    ).toBe(line);
  });

  it('names what went wrong before who passes it on', () => {
    const log = 'cc -c a.c\na.frob:3: error: odd flux\nmake[1]: *** [a.o] Error 1\nmake: *** [all] Error 2\n';
    expect(unknown(log).map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it.each([
    [
      'configure names the folder first',
      "checking for frob... no\nconfigure: error: in `/tmp/x':\nconfigure: error: odd flux\nSee `config.log' for more details\n",
      3,
    ],
    [
      'a closing word of a wrapper',
      'a.frob:3: error: odd flux\nerror: command failed with exit status 1\nAborted!\n',
      1,
    ],
    [
      'the linker gives up',
      "/usr/bin/ld: a.o: in function `main':\na.c:3: odd flux not found\n/usr/bin/ld: final link failed: bad value\n",
      2,
    ],
    ['a progress line wrote over it', '  10 %\rfrob: error: odd flux\rdone\ncommand failed with exit status 1\n', 1],
    ['make in Turkish', 'sh a.sh > a.h\n/bin/sh: a.h: Böyle bir akış yok\nmake: *** [a.h] Hata 1\n', 2],
    ['make in Greek', 'sh a.sh > a.h\n/bin/sh: a.h: παράξενη ροή\nmake[1]: *** [Makefile:3: a.h] Σφάλμα 127\n', 2],
    [
      'Nix lists what it would have made',
      "error: Cannot build '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-x.drv'.\n       Reason: builder failed with exit code 1.\n       Output paths:\n         /nix/store/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-x\n       Last 2 log lines:\n       > Running phase: patchPhase\n       > ln: failed to create symbolic link '/p': odd flux\n       For full logs, run:\n         nix log /nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-x.drv\n",
      7,
    ],
    [
      'apt tells what it cannot install before it gives up',
      'The following packages have unmet dependencies:\n frob : Depends: flux (>= 2) but it is not installable\nE: Unable to correct problems, you have held broken packages.\n',
      2,
    ],
    [
      'apt warns of what it fails for',
      'W: Failed to fetch http://x.example/dists/s/main/Packages  odd flux\nE: Some index files failed to download. They have been ignored, or old ones used instead.\n',
      1,
    ],
    [
      'npm only warns',
      'gyp: Call to \'node -e "x"\' returned exit status 1 while in binding.gyp\nnpm WARN notsup SKIPPING OPTIONAL DEPENDENCY: Unsupported platform for frob@1.2.4\n',
      1,
    ],
    [
      'go tells what it fetches',
      'go: extracting example.org/form v3.1.4+incompatible\ngo: downloading example.org/errors v0.9.1\ncannot find flux for path example.org/b\n',
      3,
    ],
    [
      'a makefile gives up by its own',
      'test -r x || exit 1\nfrob: odd flux is missing\nexit 1\nmake: *** [Makefile:3: all] Error 1\n',
      2,
    ],
    [
      'a step of a makefile tells what it would print',
      "if test -r x; then mv -f x y; \\\nelse echo >&2 'This is not matched'; exit 1; fi\nfrob: odd flux: not good\nmake: *** [Makefile:3: all] Error 1\n",
      3,
    ],
    [
      'systemd tells how a service ended',
      'Starting Flux Engine...\nfailed to load flux: no sockets found\nfrob.service: Main process exited, code=exited, status=1/FAILURE\nFailed to start Flux Engine.\n',
      2,
    ],
    [
      'systemd tells first how a service is now',
      'Loaded: loaded (/lib/systemd/system/frob.service)\nActive: failed (Result: exit-code) since Tue 2019-12-31\n Process: 9 ExecStart=/usr/bin/frob (code=exited, status=1/FAILURE)\nDec 31 03:10:03 host frob[9]: unable to read /etc/frob\nDec 31 03:10:03 host systemd[1]: frob.service: Failed with result exit-code.\n',
      4,
    ],
    [
      'git could not reach another host',
      "Error trying to use git: exit status 128 (Cloning into '/b/x'...\nHost key verification failed.\nfatal: Could not read from remote repository.\n",
      2,
    ],
    [
      'makepkg gives up in the language of its user',
      'a.frob:3: error: odd flux\nmake: *** [Makefile:71: all] Error 2\n==> ERREUR : Une erreur s’est produite dans build().\n    Abandon…\n',
      1,
    ],
    [
      'a builder of Nix tells what it could not join',
      "building path(s) '/nix/store/cccc-path'\ncollision between `/nix/store/bbbb-frob/share/man' and `'\nbuilder for '/nix/store/aaaa-path.drv' failed with exit code 2\nerror: build of '/nix/store/aaaa-path.drv' failed\n",
      2,
    ],
    [
      'the head of a message of Nix',
      'error: --- EvalError --------------------- nix\nat: (4:7) in file: /b/x.nix\n\nattribute frob missing\n',
      4,
    ],
    [
      'a builder of Nix ends without a word that reports a failure',
      "error: builder for '/nix/store/aaaa-x.drv' failed with exit code 1;\n       last 4 log lines:\n       > Running phase: installPhase\n       > One of the fluxes is to be made first.\n       >   flux: /tmp/flux\n       For full logs, run 'nix log /nix/store/aaaa-x.drv'.\nerror: 1 dependencies of derivation '/nix/store/bbbb-y.drv' failed to build\n",
      4,
    ],
    [
      'a builder of Nix ends without such a word, and it is printed above',
      "building '/nix/store/aaaa-x.drv'...\nunpacking sources\nThe flux is to be made first.\nbuilder for '/nix/store/aaaa-x.drv' failed with exit code 1\n",
      3,
    ],
    [
      'a builder of Nix printed only which phase it is in',
      "error: builder for '/nix/store/aaaa-x.drv' failed with exit code 1;\n       last 1 log lines:\n       > Running phase: installPhase\n       For full logs, run 'nix log /nix/store/aaaa-x.drv'.\n",
      1,
    ],
    [
      'a step of a Dockerfile ends without such a word',
      "Step 2/3 : RUN frob\n ---> Running in b25d9937768a\nfrob asks for flux 13\nThe command '/bin/sh -c frob' returned a non-zero code: 1\n",
      3,
    ],
    [
      'a step of a Dockerfile printed nothing',
      "Step 2/3 : RUN frob\n ---> Running in b25d9937768a\nThe command '/bin/sh -c frob' returned a non-zero code: 1\n",
      3,
    ],
    [
      'an engine cleans up before it tells why',
      'ERRO[0003] Unmounting /x/merged: odd argument\nERRO[0003] Unable to clean up network for container frob: flux\nERRO[0003] Preparing container frob: setns: odd flux\nError: internal libpod error\n',
      3,
    ],
    [
      'bitbake sums up',
      'ERROR: frob-1.0 do_compile: odd flux\nSummary: 1 task failed:\n  /b/frob_1.0.bb:do_compile\nSummary: There was 1 ERROR message shown, returning a non-zero exit code.\n',
      1,
    ],
    [
      'a panic says where to read more',
      "thread 'main' panicked at 'odd flux. For more information on it, see https://example.org', src/lib.rs:3:1\nfatal runtime error: failed to initiate panic, error 9\n",
      1,
    ],
    [
      'a server knows no such commit',
      "fatal: remote error: upload-pack: not our ref 00ff\nfatal: the remote end hung up unexpectedly\nFetched in submodule path 'frob', but it did not contain 00ff. Direct fetching of that commit failed.\n",
      1,
    ],
    [
      'what a program says right before make gives up, not what another one said before it',
      'a.sh: line 12: printf: frob: invalid flux\n  CC      a.o\nfixdep: .a.o.d: odd flux is missing\nMakefile:197: recipe for target a.o failed\nmake[1]: *** [a.o] Error 2\nmake: *** [all] Error 2\n',
      3,
    ],
    ['a heading', 'Error during basic setup:\n\nfrob: fatal: no flux\nDone\n', 3],
    ['make has no rule', "frob: done\nmake: *** No rule to make target 'a', needed by 'b'.  Stop.\n", 2],
  ])('points at the most useful line: %s', (_, log, line) => {
    expect(unknown(log)[0]?.line).toBe(line);
  });

  it.each([
    "/usr/bin/ld: a.o: in function `f':\na.c:9: warning: Using 'getpwnam' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking\nbuilt app\n",
    'WARN[0000] The cgroupv2 manager is set to systemd but there is no systemd user session available\nSTEP 1/2: FROM scratch\nCOMMIT app\n',
  ])('a warning that the build went on from is no diagnosis: %j', (log) => {
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
    expect(explainText(`${log}app: line 3: Segmentation fault\n`).diagnoses).not.toEqual([]);
  });

  it('but it is where the log was kept for it', () => {
    const log =
      "a.c:9: warning: Using 'getpwnam' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking\n";
    expect(explainText(`cc a.c\n${log}`).diagnoses[0]?.cause).toBe('glibc-static-needs-shared-libs');
  });

  it.each([
    'built\n',
    'mkdir: cannot create directory /x: No such file\nmake: [all] Error 1 (ignored)\nbuilt\n',
    'Tests: 12 passed, 0 failed\n',
    '0 errors, 0 warnings\n',
    '+++ exited with 0 +++\n',
    'error: none\n',
    "make[1]: Nothing to be done for 'install-data-am'.\n",
    'ld-linux-x86-64.so.2 needed by /lib/x86_64-linux-gnu/libc.so.6\n',
    ' -Wstrict-overflow\n',
    ' .bss           0x00000000004ac9f0        0x0 /usr/lib/libc.a(dl-call-libc-early-init.o)\n',
    '  errorlogs      true       [true, false]       Whether to print the logs from failing tests\n',
    'cc -static -o a a.c && ldd a\n\tnot a dynamic executable\n',
    "0 upgraded, 1 newly installed, 0 to remove and 1 not upgraded.\nNeed to get 53.1 kB of archives.\nAfter this operation, 284 kB of additional disk space will be used.\n'http://deb.example/frob_2.10_amd64.deb' frob_2.10_amd64.deb 53080 MD5Sum:0\n",
    'Running compile:\nerror: odd flux\n\nOk:                 2   \nFail:               0   \nTimeout:            0   \n',
    'as: ELF 64-bit LSB executable, x86-64, version 1 (GNU/Linux), statically linked, not stripped\n',
    '  unknown-or-malformed-frob  malformed-frob-attributes, malformed-frob\n',
    'docker0: port 1(veth01) entered disabled state\n',
    '    -C unsafe-frob=val -- Allow incompatible target modifiers (comma separated list)\n',
    'fatal: out of flux\nerror: no space left on device\n\nOk:                 2   \nFail:               0   \nTimeout:            0   \n',
    './frob --fail\nerror: cannot open file: No such file or directory\n# TOTAL: 3\n# PASS:  3\n# FAIL:  0\n# ERROR: 0\n',
  ])('a log that ends well has none: %j', (log) => {
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
  });
});

describe('what tests print is no evidence', () => {
  const said = '/usr/bin/ld: cannot find -lsodium\nfrob: error: odd flux\n';
  it.each([
    ['cargo', `running 1 test\n${said}test a ... ok\n\ntest result: ok. 1 passed; 0 failed\n`],
    ['go', `=== RUN   TestA\n${said}--- PASS: TestA (0.00s)\nPASS\n`],
    ['ctest', `test 1\n      Start  1: a\n${said}1/1 Test  #1: a ....   Passed    0.01 sec\n`],
    ['pytest', `===== test session starts =====\n${said}===== 3 passed in 0.10s =====\n`],
    ['gtest', `[ RUN      ] A.B\n${said}[       OK ] A.B (0 ms)\n`],
    ['node --test, TAP', `TAP version 13\n# ${said}ok 1 - a\n# fail 0\n`],
    ['node --test', `${said}✔ a (1ms)\nℹ tests 1\nℹ fail 0\nℹ duration_ms 5.1\n`],
    [
      'go test -json',
      `{"Time":"t","Action":"start","Package":"a"}\n{"Time":"t","Action":"output","Output":"ld: cannot find -lsodium\\n"}\n{"Time":"t","Action":"pass","Package":"a"}\n`,
    ],
    ['unittest', `test_a (ut.T) ... ${said}ok\n\nRan 1 test in 0.001s\n\nOK (skipped=1)\n`],
    ['mocha', `> mocha t.js\n${said}  3 passing (20ms)\n`],
  ])('%s', (_, log) => {
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
  });

  it.each([
    [
      'config.log',
      `configure:9: checking for frob\n${said}configure:10: result: no\nconfigure:11: checking for flux\nconfigure: exit 0\n`,
    ],
    [
      'meson-log.txt',
      `Running compile:\n${said}Library frob found: NO\nRunning compile:\nLibrary flux found: YES\nBuild targets in project: 2\n\nFound ninja-1.11.1 at /usr/bin/ninja\n`,
    ],
    ['a Dockerfile with || true', `STEP 2/2: RUN a || true\n${said}COMMIT x\nSuccessfully tagged localhost/x:latest\n`],
    ['nix-build', `building '/nix/store/a.drv'...\n${said}/nix/store/m59yym67n3hjkwvl7nvvji2ig81faw9a-frob\n`],
    [
      'strace',
      `openat(AT_FDCWD, "/lib/x", O_RDONLY) = -1 ENOENT (No such file or directory)\nrt_sigaction(SIGILL, {sa_handler=SIG_DFL}, NULL, 8) = 0\nread(3, "out of memory"..., 4096) = 13\n`,
    ],
    ['sysctl', 'vm.oom_kill_allocating_task = 0\n'],
    [
      'cmake --trace',
      '/usr/share/cmake/FindFrob.cmake(9):  message(FATAL_ERROR cannot find -lsodium )\n-- Build files have been written to: /b\n',
    ],
    ['ninja -v', "ninja: Entering directory `/b'\n[1/2] cc  -o a a.o -Wl,--no-undefined -static\n"],
    [
      'a help text',
      'frob: usage\n  --flux              Take this if the store is\n                      corrupted, or when it is missing\n',
    ],
  ])('nor is what a log that ends well reported before: %s', (_, log) => {
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
  });

  it.each([
    [
      'config.log',
      `configure:9: checking for frob\n${said}configure:10: result: no\nconfigure:11: error: frob is needed\n`,
    ],
    ['after a success', `Successfully tagged localhost/x:latest\n$ docker run x\n${said}`],
  ])('but it is where it comes last: %s', (_, log) => {
    expect(explainText(log).diagnoses[0]?.cause).toBe('missing-static-lib');
  });

  it.each([
    ['cargo', `running 1 test\n${said}test a ... FAILED\n\ntest result: FAILED. 0 passed; 1 failed\n`],
    ['go', `=== RUN   TestA\n${said}--- FAIL: TestA (0.00s)\nFAIL\n`],
    ['a run that was cut off', `running 1 test\n${said}`],
    ['a build before', `${said}running 1 test\ntest result: ok. 1 passed; 0 failed\n`],
  ])('but it is when they fail: %s', (_, log) => {
    expect(explainText(log).diagnoses[0]?.cause).toBe('missing-static-lib');
  });
});

describe('what stands far above the end is no failure that a log ends in', () => {
  const printed = 'testing overflow\nloop terminated\n';
  const counts = 'testing domain error\nreturn1 = 0\nreturn2 = 0\nreturn3 = 0\n';

  it('a word of a test program, with lines behind it that report no failure', () => {
    expect(unknown(`${printed}${counts}-nan\n=====\nresults consistent: ignoring floating exceptions\n`)).toEqual([]);
  });

  it('but behind a few such lines it is', () => {
    expect(unknown(`${printed}${counts}`)).toMatchObject([{ excerpt: 'loop terminated' }]);
  });
});
