import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

/** What is reported of a log in addition to the kind of its failure. */
const known = (log: string) =>
  explainText(log)
    .diagnoses.filter(({ general }) => !general)
    .map(({ cause }) => cause);
const firstLine = (log: string) => {
  const { diagnoses, unknown } = explainText(log);
  return diagnoses[0]?.line ?? unknown[0]?.line ?? null;
};

describe('the end of what a runtime ended itself is no lack of memory', () => {
  it.each([
    [
      'runc',
      'time="2026-01-02T03:04:05Z" level=warning msg="signal: killed"\ntime="2026-01-02T03:04:05Z" level=error msg="mkdir /sys/fs/cgroup/frob: permission denied"',
      'rootless-cgroup-not-delegated',
    ],
    [
      'below Buildah',
      'WARN[0001] signal: killed\nERRO[0001] container_linux.go:1: mountpoint for frob not found',
      'cgroup-hierarchy-missing',
    ],
    [
      'runc 1.1',
      'WARN[0000] unable to terminate initProcess  error="signal: killed"\nError: sd-bus call: Permission denied',
      'rootless-cgroup-not-delegated',
    ],
  ])('%s', (_, log, cause) => {
    expect(known(log)).toEqual([cause]);
  });

  it('but what an engine reports as its error is', () => {
    expect(known('cc -c a.c\nError: while running runtime: signal: killed\n')).toEqual(['oom-killed']);
  });

  it('leaves a failure of unknown cause unknown', () => {
    const log =
      'WARN[0000] signal: killed\nERRO[0000] container_linux.go:1: starting container process caused: odd flux\n';
    expect(known(log)).toEqual([]);
    expect(firstLine(log)).toBe(2);
  });
});

describe('a warning about a fallback that worked is no cause', () => {
  const session = [
    'WARN[0000] The cgroupv2 manager is set to systemd but there is no systemd user session available',
    'WARN[0000] For using systemd, you may need to login using an user session',
    'WARN[0000] Falling back to --cgroup-manager=cgroupfs',
  ].join('\n');

  it.each([
    ['podman', `${session}\nError: creating container storage: odd flux`],
    [
      'BuildKit',
      'time="2026-01-02T03:04:05Z" level=warning msg="fuse: device not found, falling back to the native snapshotter"\nERROR: failed to solve: odd flux',
    ],
    ['a build', 'warning: cannot find -lsodium, fell back to the bundled one\na.frob:3: error: odd flux'],
  ])('%s', (_, log) => {
    expect(known(log)).toEqual([]);
    expect(explainText(log).unknown).not.toEqual([]);
  });

  it('nor beside one', () => {
    expect(known(`${session}\nError: cannot set up namespace using newuidmap: exit status 1`)).toEqual([
      'newuidmap-not-permitted',
    ]);
  });

  it('but the same failure as an error is', () => {
    expect(known(`${session}\nError: mkdir /sys/fs/cgroup/frob: permission denied`)).toEqual([
      'rootless-cgroup-not-delegated',
    ]);
  });

  it('but it is told of in a log that was kept for it', () => {
    const log = 'WARN[0000] no systemd user session available, falling back to cgroupfs';
    expect(known(log)).toEqual(['rootless-cgroup-not-delegated']);
  });
});

it('what is only warned of comes after an error that does not follow from it', () => {
  const warning = 'WARN[0000] fuse: device not found';
  const error = '/usr/bin/ld: cannot find -lsodium';
  expect(known(`${warning}\n${error}\n`)).toEqual(['missing-static-lib', 'fuse-device-missing']);
});

describe('a library of that name is no init system', () => {
  it.each([
    'meson.build:4:0: ERROR: Dependency "libsystemd" not found, tried pkgconfig',
    "meson.build:9:1: ERROR: Dependency 'systemd' is required but not found.",
    "Package systemd was not found in the pkg-config search path.\nNo package 'systemd' found",
    'configure: error: systemd not found',
    'CMake Error at CMakeLists.txt:3 (message):\n  systemd not found',
  ])('%s', (log) => {
    expect(known(log)).not.toContain('no-systemd-for-installer');
  });
});

describe("Cygwin's fork fails without a limit on processes", () => {
  it.each([
    '1 [main] make 117 dofork: child -1 - forked process 991 died unexpectedly, retry 0, exit code 0xC0000142, errno 11\nmake: fork: Resource temporarily unavailable',
    '0 [main] bash 3 child_info_fork::abort: unable to remap cygfrob.dll to same address as parent (0x1) - try running rebaseall\nbash: fork: retry: Resource temporarily unavailable',
    "2 [main] sh 77 C:\\cygwin64\\bin\\sh.exe: *** fatal error in forked process - fork: can't reserve memory for parent stack, Win32 error 487\nsh: fork: retry: Resource temporarily unavailable",
  ])('%s', (log) => {
    expect(known(log)).toEqual([]);
    expect(firstLine(log)).not.toBeNull();
  });
});

describe('lines of a source file that a tool quotes are no evidence', () => {
  const failed = 'ERROR: failed to solve: process "/bin/sh -c frob" did not complete successfully: exit code: 2';
  it.each([
    ['a comment of a Dockerfile', `   5 |     # without it: cannot find -lsodium\n   6 | >>> RUN frob\n${failed}`],
    ['the instruction that failed', `   6 | >>> RUN frob \\\n   7 | >>>     # cannot find -lsodium\n${failed}`],
    [
      'a script in a Dockerfile',
      `  12 | >>> RUN <<EOF\n  13 | >>> ld: cannot find -lsodium\n  14 | >>> EOF\n${failed}`,
    ],
    [
      'behind the time',
      `2026-01-02T03:04:05.12Z    5 |     # ld: cannot find crti.o: No such file or directory\n${failed}`,
    ],
    ['a compiler', 'a.c:9:3: error: odd flux\n    9 |   puts("cannot find -lsodium");\n      |   ^'],
  ])('%s', (_, log) => {
    expect(known(log)).toEqual([]);
    expect(explainText(log).unknown).not.toEqual([]);
  });

  it('but what a log with numbered lines says is', () => {
    expect(known('  7 | ld: cannot find -lsodium\n')).toEqual(['missing-static-lib']);
  });
});

describe('commands are no failures', () => {
  it.each([
    'cp target/x86_64-unknown-linux-musl/release/app tests/data/app',
    'cc -c a.c\ninstall -m755 out/error/fatal-app /usr/bin\nmv build/unknown/bad.o tests/missing/x',
    '$ ldd target/x86_64-unknown-linux-musl/release/frob\n\tstatically linked',
    '$ file target/aarch64-unknown-linux-musl/release/frob\ntarget/aarch64-unknown-linux-musl/release/frob: ELF 64-bit LSB executable, statically linked',
    '$ grep -c "cannot find -lsodium" build.log',
    'root@host:/src# grep "cannot find -lsodium" build.log',
    '[u@host dir]$ make EXPECT="error: cannot find -lsodium"',
    'u@host:~/x$ ld -o app a.o || error="cannot find -lsodium"',
    '❯ make EXPECT="error: cannot find -lsodium"',
  ])('%s', (log) => {
    expect(explainText(`${log}\n`)).toMatchObject({ diagnoses: [], unknown: [] });
  });

  it.each([
    'cp: cannot stat out/app: odd flux',
    'src/frob.c:3: undeclared flux',
    'frob: unknown target x86_64-unknown-linux-musl',
  ])('but what they say is one: %s', (line) => {
    expect(firstLine(`cc -c a.c\n${line}\n`)).toBe(2);
  });
});

describe('a test suite that failed is not passed over where its summary is cut off', () => {
  it.each([
    [
      'pytest',
      '================ FAILURES ================\n_______ test_frob _______\n    def test_frob():\n>       flux(3)\n\nt.py:9:',
      1,
    ],
    [
      'pytest with the reason',
      '======= FAILURES =======\n_____ test_frob _____\n>       flux(3)\nE       odd flux\n\nt.py:9: Frob',
      4,
    ],
    [
      'pytest that cannot load',
      '======== ERRORS ========\n____ ERROR collecting t.py ____\nt.py:3: in <module>\n    flux()',
      2,
    ],
    ['cargo', 'failures:\n\n---- tests::frob stdout ----\nodd flux', 3],
    ['RSpec', 'Failures:\n\n  1) Frob has a flux\n     odd flux', 1],
    ['pytest without the heading', '    def test_frob(self):\n>       flux()\n\nt.py:9: \n_ _ _ _ _ _', 4],
    ['bats', ' ✗ frob has a flux\n   (in test file t.bats, line 3)', 1],
    ['one test of cargo', 'test tests::frob ... FAILED', 1],
    ['gtest', '[  PASSED  ] 3 tests.\n[  FAILED  ] 1 test, listed below:', 2],
    ['Catch2', 'test cases:  1 |  0 passed | 1 failed', 1],
    ['jest', 'frob\n  ● frob › has a flux\n\n    odd flux', 2],
  ])('%s', (_, log, line) => {
    expect(firstLine(`${log}\n`)).toBe(line);
  });
});

it('what a runtime says of its own command comes before who passes it on', () => {
  const log =
    ' => ERROR [2/4] RUN frob\n0.364 runc run failed: unable to start container process: odd flux\nERROR: failed to solve: process "/bin/sh -c frob" did not complete successfully: exit code: 1\n';
  expect(firstLine(log)).toBe(2);
});

describe('what apt warns of as root is no failure', () => {
  const unsandboxed =
    "W: Download is performed unsandboxed as root as file '/root/frob_1_amd64.deb' couldn't be accessed by user '_apt'. - pkgAcquire::Run (13: Permission denied)";
  const fetched = 'Get:1 http://mirror.example bookworm/main amd64 frob amd64 1 [5 kB]\nFetched 5 kB in 0s (9 kB/s)';

  it('where a download succeeded', () => {
    const { diagnoses, unknown } = explainText(`${fetched}\n${unsandboxed}\n`);
    expect([diagnoses, unknown]).toEqual([[], []]);
  });

  it('and no cause of a failure behind it', () => {
    expect(known(`${unsandboxed}\nmake: *** [Makefile:3: app] Error 1\n`)).toEqual([]);
  });

  it('nor is another warning that it goes on from', () => {
    const warned = 'W: http://mirror.example/dists/x/InRelease: open (13: Permission denied)';
    expect(explainText(`${warned}\nReading package lists...\nDone\n`).diagnoses).toEqual([]);
  });

  it('but an error of it is', () => {
    const locked = 'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)';
    expect(explainText(`${locked}\n`).diagnoses[0]?.line).toBe(1);
  });
});

describe('what tools tell of each step is no failure', () => {
  it.each([
    ['qemu -strace', '31341 set_robust_list(4900448,24,-1) = -1 errno=38 (Function not implemented)\nhello'],
    ['ld --verbose', '(/usr/lib/x86_64-linux-gnu/libc.a)dl-call-libc-early-init.o\n(/usr/lib/libc.a)dl-open.o\ndone'],
  ])('%s', (_, log) => {
    const { diagnoses, unknown } = explainText(`${log}\n`);
    expect([diagnoses, unknown]).toEqual([[], []]);
  });
});

describe('what cargo, libtool, configure and test reports list is no failure', () => {
  it.each([
    ['Running `CARGO=/r/bin/cargo CARGO_PKG_NAME=r /r/bin/rustc --crate-name error --json=fatal`\n'],
    [
      '   Compiling r v0.1.0\n     Running `/r/bin/rustc --crate-name r --cfg \'feature="panic"\' -C panic=abort --error-format=json`\n',
    ],
    ['libtool: link: gcc -g -Wfatal-errors -Werror -o .libs/frob frob.o\n'],
    ['gcc -Wfatal-errors -DERROR="cannot find -lfoo" -c a.c\n'],
    ["EOVERFLOW_HIDDEN=''\nEOVERFLOW_VALUE='Value too large for defined data type'\nac_error='x'\n"],
    ['declare -x LAST_ERROR="cannot find -lsodium"\n'],
    ['<testsuite name="a">\n<testcase name="no space left on device" time="0.1" classname="t"/>\n</testsuite>\n'],
    ['<!-- fatal: unable to access -->\n</testsuites>\n'],
    ['a1b2c3d (HEAD -> main) Fix error: cannot find -lsodium\n3243f88 Say what does not fail\n'],
    ['HEAD is now at 3243f88 Fix the build: it failed\n'],
    ['gcc:\n  Installed: 4:12.2.0-3\n  Version table:\n *** 4:12.2.0-3 500\n'],
    ['/bin/bash ../libtool  --tag=CC   --mode=link gcc -Wfatal-errors -o frob a.o\n'],
    ['try 1: connection refused, retrying\nfetch: Could not resolve host: x.example, retrying in 3 s\nconnected\n'],
    [
      '# FAIL:  0\n# ERROR: 0\n\n.. contents:: :depth: 2\n\nXFAIL: t/c.sh\n=====\n\nfatal error: x.h: No such file or directory\nXFAIL t/c.sh (exit status: 1)\n',
    ],
    [
      '1/1 Testing: killed\n1/1 Test: killed\nOutput:\n-----\nld: cannot find -lsodium\n<end of output>\nTest Passed.\n"killed" end time: x\n-----\n',
    ],
    [
      '*** Frob 1.9, by J. Random ***\nnotHere: No such file or directory\na : 3 bytes\nb : 4 bytes\n*** Frob 1.9, by J. Random ***\n',
    ],
    ['Debugging support ............................. no\nReflink crash tolerance ....................... yes\n****\n'],
    ['cc -c a.c\n  error messages: disabled\n  Build failing tests  : no\n'],
    ['testing domain error\nreturn1 = 0\nrunning unknown type checks\n'],
    ['libtool: link: ( cd ".libs" && rm -f "libffi.la" && ln -s "../libffi.la" "libffi.la" )\n'],
    ['libtool: link: x86_64-linux-musl-ranlib .libs/libfrob.a\n'],
    [
      "./frob nonexistent\nError: Could not open 'nonexistent': No such file or directory.\nLICENSE: FAILED\nmake[1]: Entering directory '/b/t'\ncc -c a.c\nmake[1]: Leaving directory '/b/t'\n",
    ],
    ['dangling commit d0f7f2915235f9d67c046983fc74a2fc0ee5d6e6\n'],
    ['+ echo x\nskipping a: not found\nSkipping b: no such device\ndone with it\n'],
    ['func New(text string) error\nfunc Unwrap(err error) error\n'],
    ['[{"name": "werror", "value": false, "description": "fatal: exited with status 1"}]\n'],
    ['1..2\nok 1 - error: is told\nld: cannot find -lfoo\nnot ok 2 - fails # TODO cannot allocate memory\n'],
    ['ok 1 - a\n# error: connection refused\nnot ok 2 - b # SKIP permission denied\nok 3 - c\nE: odd flux\n1..3\n'],
  ])('%s', (log) => {
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
  });

  it.each([
    ["error: process didn't exit successfully: `/r/bin/rustc --crate-name r` (exit status: 1)\n"],
    ['gcc -Wfatal-errors -c a.c: fatal error: odd flux\n'],
    ['<testcase name="a"><failure message="odd flux"/></testcase>\nTests failed: 1\n'],
    ["libtool: link: cannot find the library '../libfrob.la' or unhandled argument\n"],
    ['t/a.t ............ FAILED\n'],
    ['cc -c a.c\nRunning the flux failed\n'],
    [
      "make[1]: Entering directory '/b/t'\na.c:3: error: odd flux\nmake[1]: *** [a.o] Error 1\nmake[1]: Leaving directory '/b/t'\n",
    ],
    ['connecting\nfetch: connection refused, retrying\n'],
    ['# FAIL:  1\n\nFAIL: t/c.sh\n=====\n\nld: cannot find -lsodium\nFAIL t/c.sh (exit status: 1)\n'],
    ['1/1 Testing: a\nOutput:\n-----\nld: cannot find -lsodium\n<end of output>\nTest Failed.\n'],
    ['1..3\nok 1 - a\nok 2 - b\nfrob: cannot open flux\n'],
    ['1..2\nnot ok 1 - a\nok 2 - b\n'],
    ['ok 1 - a\n1..1\nmake: *** [check] Error 2\n'],
  ])('but %s', (log) => {
    expect(firstLine(log)).not.toBeNull();
  });
});
