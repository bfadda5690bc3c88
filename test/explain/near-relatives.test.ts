import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

/** What is reported of a log in addition to the kind of its failure. */
const known = (log: string) =>
  explainText(log)
    .diagnoses.filter(({ general }) => !general)
    .map(({ cause }) => cause);
const first = (log: string) => explainText(log).diagnoses[0];

/** Messages that look like those of a cause and mean something else, which no cause is known for. */
const relatives: readonly (readonly [cause: string, why: string, log: string])[] = [
  ['oom-killed', 'an engine stops a container', 'Error: sending SIGKILL to container frob: no such process'],
  [
    'kernel-headers-missing',
    'Linux itself does not know so new a compiler',
    'include/linux/compiler-gcc.h:106:30: fatal error: linux/compiler-gcc6.h: No such file or directory',
  ],
  [
    'compiler-installation-incomplete',
    'the command line is too long',
    "gcc: error trying to exec 'cc1': execvp: Argument list too long",
  ],
  ['missing-static-lib', 'an engine knows no such container', 'Error: container not found'],
  [
    'registry-transfer-broken',
    'the server knows no such commit',
    'fatal: remote error: upload-pack: not our ref 00ff00ff\nfatal: the remote end hung up unexpectedly',
  ],
  ['apk-package-corrupted', 'git reads what a server reports', 'error: report-status: protocol error'],
  ['apk-package-corrupted', 'CMake unpacks', "CMake Error: a.tar: I/O error reading 'frob', possible reason follows."],
  ['open-files-limit-hit', 'a name ends in it', 'npm error: should stat before calling onopenfile'],
  ['object-format-mismatch', 'a runtime knows no such machine', 'runc: unknown architecture: frob'],
  [
    'dns-resolution-failed',
    'a compiler resolves an overload',
    'a.cc:3:7: error: statement cannot resolve address of overloaded function',
  ],
  ['protoc-missing', 'Objective-C has protocols', "a.m:3:7: error: definition of protocol 'Frob' not found"],
  ['apk-package-corrupted', 'a linker reads archives too', 'ld.gold: libfrob.a: bad archive symbol table names'],
  ['not-linked-static', 'Meson needs a library', 'meson.build:9:0: ERROR: frob is not a static library.'],
  ['object-format-mismatch', 'a memory model', 'cc1: fatal error: unknown architecture specific memory model'],
  [
    'static-dependency-not-linked',
    'the C library is older than the headers that the objects were compiled with',
    'ld.lld: error: undefined symbol: frob64\n>>> referenced by core.c\n>>>               core.o:(set_flags) in archive deps/libnet.a\n>>> did you mean: frob64@GLIBC_2.28\n>>> defined in: /home/u/.cache/zig/o/1/libc.so.6',
  ],
  [
    'shared-library-missing-at-runtime',
    'SELinux denies the loader to protect memory',
    '/bin/sh: error while loading shared libraries: /lib64/libm.so.6: cannot apply additional memory protection after relocation: Permission denied',
  ],
  [
    'shared-library-missing-at-runtime',
    'the library is there and damaged',
    './app: error while loading shared libraries: /opt/lib/libfoo.so.1: file too short',
  ],
  [
    'nix-hash-mismatch',
    'an installer checks its tarball',
    "sh: SHA-256 hash mismatch in 'https://example.org/tool-2.9.tar.xz'; expected aa11, got bb22",
  ],
  [
    'nix-hash-mismatch',
    'a package manager checks a lock file',
    'error: hash mismatch for package left-pad@1.3.0 in lock file',
  ],
  [
    'overlayfs-on-overlayfs',
    'there is no fuse device',
    'Error: mounting build container "12ab": creating overlay mount to /c/overlay/34cd/merged: using mount program /usr/bin/fuse-overlayfs: fuse: device not found, try \'modprobe fuse\' first\nfuse-overlayfs: cannot mount: No such file or directory',
  ],
  [
    'apk-index-out-of-step',
    'the files of one index differ in transit',
    'Err:4 http://deb.example.org stable/main amd64 Packages\n  Hash Sum mismatch\nE: Failed to fetch http://deb.example.org/dists/stable/main/Packages.xz  Hash Sum mismatch',
  ],
  [
    'apk-index-out-of-step',
    'a release is gone from the mirror',
    'E: Failed to fetch http://deb.example.org/dists/buster/InRelease  404  Not Found [IP: 192.0.2.7 80]',
  ],
  [
    'oom-killed',
    'a heap has a limit of its own',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\nerror Command failed with exit code 1.',
  ],
  ['oom-killed', 'the stack of a parser is spent', 'gram.y:3.1: error: memory exhausted'],
  [
    'glibc-binary-on-musl',
    'libstdc++ is too old',
    'Error relocating /usr/bin/tool: _ZNSt7__cxx1118basic_stringstreamIcSt11char_traitsIcESaIcEEC1Ev: symbol not found',
  ],
  [
    'zig-cc-unsupported-linker-args',
    'the error stands below the warnings',
    'warning: unsupported linker arg: -znow\nerror(compilation): lib/libc/glibc/crti.S:1:1: unable to build C object: OutOfMemory',
  ],
  [
    'build-file-syntax-error',
    'a registry answers nonsense',
    'Error: reading image: error parsing manifest blob "oops" as an image index',
  ],
  [
    'build-file-syntax-error',
    'Python 2 code is run by Python 3',
    "  File \"gyp/common.py\", line 9\n    print 'x'\nSyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",
  ],
  [
    'build-file-syntax-error',
    'a package needs a newer Node',
    "/src/node_modules/tool/lib/index.js:4\n  a ??= 1\nSyntaxError: Unexpected token '??='",
  ],
  [
    'network-unreachable',
    'a local service did not start in time',
    'Error: failed to start worker: pod frob did not become ready: context deadline exceeded',
  ],
  [
    'network-unreachable',
    'a service of this machine does not listen',
    'psql: could not connect to server: Connection refused\n\tIs the server running on host "localhost" (127.0.0.1) and accepting connections?',
  ],
  [
    'network-unreachable',
    'a test server does not listen',
    'curl: (7) Failed to connect to localhost port 8080: Connection refused',
  ],
  ['oom-killed', 'a supervisor ended the job', 'step compile cancelled: signal: killed'],
  ['oom-killed', 'a health check timed out', 'service ended after the healthcheck timeout with status 137'],
  ['oom-killed', 'the card has no memory', 'RuntimeError: CUDA error: out of memory'],
  ['lto-archive-without-plugin', 'an object has no symbols', 'nm: empty.o: no symbols'],
  [
    'program-missing',
    'the loader stopped',
    "Inconsistency detected by ld.so: dl-frob.c: 9: odd: Assertion `flux' failed!\nmake: *** [Makefile:7: all] Error 127",
  ],
  [
    'dns-resolution-failed',
    'a bundler looks for a module',
    "Module not found: Error: Can't resolve './frob' in '/app/src'",
  ],
  [
    'pkg-config-missing',
    'an option names pkg-config, the next line a library',
    '../configure --pkg-config=pkgconf --enable-frob\nERROR: frob not found using pkg-config',
  ],
  [
    'image-not-found-or-denied',
    'the image was pulled',
    "ERROR: odd flux\nUnable to find image 'frob:latest' locally\nlatest: Pulling from library/frob",
  ],
  ['build-file-syntax-error', 'a program does not parse', '  File "/app/main.py", line 9\nSyntaxError: invalid syntax'],
  [
    'xz-missing',
    'a pattern matches no file',
    'tar: frob-*.tar.xz: Not found in archive\ntar: Exiting with failure status',
  ],
  [
    'zig-cc-unsupported-linker-args',
    'zig fails at something else',
    "warning: unsupported linker arg: --frob\nerror: sub-compilation of compiler_rt failed\n    compiler_rt.zig:2:25: error: unable to load '/c/builtin.zig': UnexpectedEndOfFile",
  ],
  [
    'glibc-extension-in-source',
    'a header of zig itself is missing',
    "/opt/zig/lib/zig/libc/musl/include/stdlib.h:19:10: fatal error: 'bits/alltypes.h' file not found",
  ],
  [
    'nix-system-mismatch',
    'the remote builder cannot be reached',
    "cannot build on 'ssh://b': error: failed to start SSH connection to 'b'\nerror: unable to start any build; either increase '--max-jobs' or enable remote builds",
  ],
  [
    'registry-transfer-broken',
    'a runtime lost its child',
    "docker: Error response from daemon: OCI runtime create failed: starting container process caused: process_linux.go:9: getting the final child's pid from pipe caused: EOF: unknown",
  ],
  [
    'rust-musl-host-needs-libgcc-s',
    'the program is of glibc',
    'Error loading shared library libgcc_s.so.1: No such file or directory (needed by /t/rustup-init)\nError loading shared library ld-linux-aarch64.so.1: No such file or directory (needed by /t/rustup-init)\nError relocating /t/rustup-init: __register_atfork: symbol not found',
  ],
  [
    'registry-transfer-broken',
    'a shell does not parse',
    "bash: -c: line 2: unexpected EOF while looking for matching `)'",
  ],
  [
    'registry-transfer-broken',
    'a file is cut short',
    'tar: Unexpected EOF in archive\ntar: Error is not recoverable: exiting now',
  ],
  ['registry-transfer-broken', 'a daemon of this machine went away', 'error: unexpected EOF reading a line'],
  ['build-option-unknown', 'the kernel refuses a value', 'error: setting uid: Invalid argument'],
  ['build-option-unknown', 'a value is refused, not the option', 'Error: invalid value for memory-swap: frob'],
  [
    'c-compiler-cannot-create-executables',
    'the compiler is of another language',
    'meson.build:1:0: ERROR: Swift compiler swiftc cannot compile programs.',
  ],
  ['lto-archive-without-plugin', 'the linker has no such mode', 'mold: fatal: LTO is not supported on Windows'],
  [
    'overlayfs-on-overlayfs',
    'a quota is asked for',
    'docker: Error response from daemon: --storage-opt: Storage option overlay2.size not supported. Filesystem does not support Project Quota: fault.',
  ],
  [
    'oom-killed',
    'an engine ends a session',
    'Error: killing container 12ab exec session 34cd PID 7 with SIGKILL: no such process',
  ],
  [
    'missing-static-lib',
    'the header is generated by the project',
    'src/frob.c:3:10: fatal error: frob-default.h: No such file or directory\n #include "frob-default.h"',
  ],
  ['missing-static-lib', 'a package of Node.js is missing', "npm error: Dependency 'frob' not found"],
  ['build-file-syntax-error', 'a file is missing', 'meson.build:7:0: ERROR: Tried to use non-existing executable frob'],
  [
    'build-file-syntax-error',
    'a registry answers nonsense again',
    'Error: failed to parse manifest list from blob: invalid character',
  ],
  [
    'no-systemd-for-installer',
    'a runtime asks for control groups',
    'systemd not running on this host, cannot use systemd cgroups manager',
  ],
  [
    'glibc-dso-missing-from-command-line',
    'the library is not of glibc',
    '/usr/bin/ld: /usr/lib/libfrob.so.1: error adding symbols: DSO missing from command line',
  ],
  ['proc-not-mounted', 'a descriptor is closed', 'frob: open /proc/self/fd/9: no such file or directory'],
  [
    'proc-not-mounted',
    'the kernel has no user namespaces',
    "sh: can't open '/proc/self/setgroups': No such file or directory",
  ],
  [
    'autotools-missing',
    'a script of the project is wrong',
    './build.sh: line 3: syntax error: unexpected word (expecting ")")',
  ],
  [
    'glibc-extension-in-source',
    'any other conversion',
    "a.cc:9:17: error: invalid conversion from 'int' to 'const char*'",
  ],
  ['cgroup-hierarchy-missing', 'a folder of another kind', 'runc: mkdir /var/lib/frob: no such file or directory'],
  [
    'upx-packed-program-crashes',
    'a program of this system crashes',
    'execve("./frob", ["./frob"], 0x7f /* 9 vars */) = 0\nopenat(AT_FDCWD, "/lib/libc.so.6", O_RDONLY|O_CLOEXEC) = 3\nmmap(NULL, 99, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0\n--- SIGSEGV {si_signo=SIGSEGV, si_addr=NULL} ---',
  ],
  [
    'program-missing',
    "the set-up of Nix's builder did not load",
    "/nix/store/aaaa-default-builder.sh: line 2: genericBuild: command not found\nbuilder for '/nix/store/bbbb-x.drv' failed with exit code 127",
  ],
];

describe('a relative of a cause is not that cause', () => {
  it.each(relatives)('%s: %s', (cause, _, log) => {
    expect(known(log)).not.toContain(cause);
    expect(known(log)).not.toContain('program-missing');
  });
});

describe('what CMake tried is no evidence', () => {
  const tried = (name: string, says: string) =>
    `Determining if the ${name} exist failed with the following output:\nChange Dir: /b/CMakeScratch/TryCompile-1\n\n${says}\ngmake: *** [Makefile:127: cmTC_1/fast] Error 2\n\n`;
  const header = 'Check.c:1:10: fatal error: execinfo.h: No such file or directory\ncompilation terminated.';

  it('in CMakeError.log, but for the last attempt', () => {
    expect(known(tried('include file execinfo.h', header) + tried('frob', 'Check.c:3: error: odd flux'))).toEqual([]);
    expect(known(tried('frob', 'Check.c:3: error: odd flux') + tried('include file execinfo.h', header))).toEqual([
      'glibc-extension-in-source',
    ]);
  });

  it('in CMakeConfigureLog.yaml', () => {
    const one = (name: string, says: string) =>
      `  -\n    kind: "try_compile-v1"\n    checks:\n      - "Looking for ${name}"\n    buildResult:\n      stdout: |\n        ${says}\n      exitCode: 2\n`;
    expect(known(one('execinfo.h', header) + one('frob', 'Check.c:3: error: odd flux'))).toEqual([]);
  });

  it('where the build failed before', () => {
    const failed = '/usr/bin/ld: cannot find -lsodium\ncollect2: error: ld returned 1 exit status\n';
    expect(known(failed + tried('include file execinfo.h', header) + tried('frob', 'odd flux'))).toEqual([
      'missing-static-lib',
    ]);
  });
});

describe('a relative of a cause is another one', () => {
  it.each([
    [
      'subuid-range-missing',
      'FATA[0003] failed to extract layer sha256:00ff: mount callback failed on /var/lib/x/mount12:\nlchown /var/lib/x/mount12/usr/bin/su: invalid argument: unknown',
    ],
    [
      'subuid-range-missing',
      'docker: failed to register layer: failed to Lchown "/srv/a.js" for UID 99887766, GID 0 (try increasing the number of subordinate IDs in /etc/subuid and /etc/subgid): lchown /srv/a.js: invalid argument.',
    ],
    [
      'host-glibc-leaks-into-musl-link',
      "ld: /b/target/aarch64-unknown-linux-musl/deps/libfrob_sys-12.rlib(f.o):(.data+0x8): undefined reference to `fcntl64'\ncollect2: error: ld returned 1 exit status",
    ],
    [
      'rust-too-old',
      'error: failed to parse manifest at `/c/frob-1.0.0/Cargo.toml`\n\nCaused by:\n  editions are unstable\n\nCaused by:\n  feature `edition` is required',
    ],
    ['fuse-device-missing', 'fuse: failed to open /dev/fuse: Operation not permitted\nCould not mount frob'],
    [
      'fuse-device-missing',
      "fuse: device not found, try 'modprobe fuse' first\nopen dir error: No such file or directory\nError: Process completed with exit code 127.",
    ],
    [
      'javascript-heap-exhausted',
      'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory\nnpm ERR! code ELIFECYCLE',
    ],
    [
      'image-not-found-or-denied',
      'not ok 3 builds frob\n# Error reading manifest latest in docker.io/library/frob: errors:\n# denied: requested access to the resource is denied\n# unauthorized: authentication required\n#',
    ],
    [
      'nix-store-not-writable',
      'error: creating symlink \'"/nix/var/nix/profiles/per-user/u/.1_p"\' -> \'"p-2-link"\': Permission denied',
    ],
    ['zig-installation-incomplete', "/z/lib/zig/libc/musl/crt/crt1.c:3:10: fatal error: 'bits/frob.h' file not found"],
    ['c-compiler-missing', 'cc -E -Wp,-v -xc /dev/null\nerror: unable to create compilation: UnableToSpawnCCompiler'],
    ['zig-has-no-libc-for-target', "error: unable to find or provide libc for target 'arm-linux.4.19...6.5.7-musl'"],
    ['glibc-extension-in-source', "a.swift:1:8: error: no such module 'Glibc'"],
    [
      'glibc-extension-in-source',
      "a.c:9:3: error: implicit declaration of function 'pthread_attr_setaffinity_np' [-Werror=implicit-function-declaration]",
    ],
    [
      'glibc-extension-in-source',
      "a.c:9:3: error: implicit declaration of function 'mallopt' [-Werror=implicit-function-declaration]\ncc1: all warnings being treated as errors",
    ],
    ['go-package-needs-cgo', 'github.com/mattn/go-sqlite3/frob.go:9:3: undefined: SQLiteFrob'],
    [
      'tls-ca-not-trusted',
      'ERROR: https://dl-cdn.alpinelinux.org/alpine/v3.9/main:  Permission denied\nWARNING: Ignoring APKINDEX.1.tar.gz: No such file or directory\nERROR: unsatisfiable constraints:',
    ],
    [
      'proxy-denies-connect',
      'ERROR: http://dl-cdn.alpinelinux.org/alpine/v3.9/main:  Permission denied\nWARNING: Ignoring APKINDEX.1.tar.gz: No such file or directory\nERROR: unsatisfiable constraints:',
    ],
    [
      'musl-gcc-missing',
      'sandbox-pid1.cc:9: "execvp(/opt/m/bin/x86_64-linux-musl-gcc, 0x1)": No such file or directory\nTarget //:frob failed to build',
    ],
    [
      'config-sub-too-old',
      "config.sub: Invalid configuration `riscv64-alpine-linux-musl': machine `riscv64-alpine' not recognized",
    ],
    ['config-sub-too-old', 'checking build system type... ./config.guess: unable to guess system type'],
    [
      'distribution-release-archived',
      "Err:4 http://deb.debian.org/debian buster Release\n  404  Not Found [IP: 192.0.2.1 80]\nE: The repository 'http://deb.debian.org/debian buster Release' does not have a Release file.",
    ],
    [
      'dns-resolution-failed',
      "Err:1 http://deb.debian.org/debian bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\nE: The repository 'http://deb.debian.org/debian bookworm Release' does not have a Release file.",
    ],
    ['registry-transfer-broken', '(9/34) Installing frob (1.2-r3)\nERROR: frob-1.2-r3: network connection aborted'],
    [
      'cache-server-error',
      'go: example.org/a@v1.0.0: unrecognized import path "example.org/a": reading https://example.org/a?go-get=1: 502 Proxy Error',
    ],
    [
      'missing-static-lib',
      './box.h:4:10: fatal error: sqlite3ext.h: No such file or directory\n    4 | #include "sqlite3ext.h"',
    ],
    [
      'not-linked-static',
      'target/mips-unknown-linux-musl/release/box: ELF 32-bit MSB executable, MIPS, dynamically linked, interpreter /lib/ld.so.1',
    ],
    ['program-missing', '/usr/local/bin/run.sh: exec: line 37: /bin/frobsvc: not found'],
    ['program-missing', 'Error: executable file `frob` not found in $PATH: No such file or directory: OCI not found'],
    [
      'shared-library-missing-at-runtime',
      'Error relocating ./frob: _ZTVN10__cxxabiv121__vmi_class_type_infoE: symbol not found\nError relocating ./frob: _ZSt4cerr: symbol not found',
    ],
    ['disk-full', 'You are running out of disk space. Free space left: 0 MB'],
    [
      'libstdcxx-not-linked',
      "/usr/bin/ld: a.o: undefined reference to symbol '_ZNSt8ios_base4InitD1Ev@@GLIBCXX_3.4'\n/usr/bin/ld: /lib/x86_64-linux-gnu/libstdc++.so.6: error adding symbols: DSO missing from command line",
    ],
    [
      'static-dependency-not-linked',
      "/usr/bin/ld: a.o: undefined reference to symbol 'frob_open'\n/usr/bin/ld: /usr/lib/libfrob.so.1: error adding symbols: DSO missing from command line",
    ],
    [
      'cross-build-runs-target-program',
      "checking for gcc... aarch64-linux-musl-gcc\nconfigure: error: cannot run C compiled programs.\nIf you meant to cross compile, use `--host'.",
    ],
    [
      'elf-interpreter-missing',
      'Could not start dynamically linked executable: ./frob\nNixOS cannot run dynamically linked executables intended for generic\nlinux environments out of the box.',
    ],
    ['flake-attribute-missing', "error: attribute 'frob' missing\n       at /nix/store/aaaa-source/flake.nix:16:17:"],
    ['pkg-config-missing', 'configure.ac:31: error: possibly undefined macro: PKG_CHECK_MODULES'],
    ['glibc-extension-in-source', 'configure: error: failed to find argp_parse in -lc'],
    ['glibc-extension-in-source', "a.cc:9:3: error: 'strerrorname_np' was not declared in this scope"],
    ['glibc-static-needs-shared-libs', '#2  dl_open_worker_begin (frob)\n#12 __nss_lookup_function\n#13 gaih_inet'],
    ['newuidmap-missing', '[rootlesskit:parent] error: failed to setup UID/GID map: newuidmap binary not found'],
    [
      'static-flag-on-shared-library',
      "ld.gold: error: /usr/lib/gcc/x86_64-pc-linux-gnu/8.2.1/crtbeginT.o: requires dynamic R_X86_64_32 reloc against '__TMC_END__' which may overflow at runtime; recompile with -fPIC",
    ],
    ['object-format-mismatch', 'ld.lld: error: libfrob.a(a.o) is incompatible with crt1.o'],
    ['cgroup-hierarchy-missing', 'Error: stat /sys/fs/cgroup/systemd/frob/Session1: no such file or directory'],
    ['image-not-found-or-denied', 'ERROR: failed to solve: frob/none:1: docker.io/frob/none:1: not found'],
    [
      'openssl-for-target-missing',
      "thread 'main' panicked at 'OpenSSL include directory does not exist: /opt/frob/include'",
    ],
    [
      'linker-not-found',
      'CMake Error at CMakeLists.txt:2 (project):\n  The CMAKE_LINKER:\n\n    ld.lld\n\n  is not a full path and was not found in the PATH.',
    ],
    ['zig-missing', '/bin/sh: 1: zig: not found'],
    [
      'python-missing',
      'gyp ERR! stack Error: Can\'t find Python executable "python", you can set the PYTHON env variable.',
    ],
    ['docker-buildx-missing', "unknown flag: --progress\nSee 'docker --help'."],
    ['subuid-range-missing', 'FATAL:   could not use fakeroot: no mapping entry found in /etc/subuid for user'],
    ['docker-hub-rate-limit', 'ErrImagePull: rpc error: 429 Too Many Requests'],
    ['rust-too-old', "error[E0658]: use of unstable library feature 'frob'"],
    ['qemu-user-crash', 'qemu-arm-static: Unable to reserve 0xffff bytes of virtual address space'],
    ['oom-killed', 'make[1]: *** [Makefile:7: frob.o] Error 137\n'],
    ['rust-too-old', 'error: Edition 2021 is unstable and only available for nightly builds of rustc.'],
    ['docker-buildx-missing', 'Error response from daemon: Dockerfile parse error line 7: Unknown flag: chmod'],
    ['build-option-unknown', 'ERROR: failed to solve: dockerfile parse error on line 7: unknown flag: chomd'],
    ['program-missing', 'fuse: failed to execute /bin/mount: No such file or directory'],
    [
      'libclang-missing',
      "thread 'main' panicked at 'Unable to find libclang: \"couldn\\'t find any valid shared libraries matching: [\\'libclang.so\\']\"', src/lib.rs:3:5",
    ],
    ['assembler-missing', '  Missing dependency: nasm'],
    ['seccomp-too-old-for-image', 'date: cannot read the clock: Operation not permitted'],
    [
      'assembler-missing',
      '  CMake Error at crypto/CMakeLists.txt:9 (enable_language):\n    The CMAKE_ASM_NASM_COMPILER:\n\n      /c/tool.sh\n\n    is not a full path to an existing compiler tool.',
    ],
    ['cmake-missing', 'Missing dependency: cmake'],
    [
      'make-missing',
      'gyp ERR! build error\ngyp ERR! stack Error: not found: make\ngyp ERR! stack     at F (which.js:6:1)',
    ],
    [
      'elf-interpreter-missing',
      '(1/2) Installing glibc (2.35-r1)\n(2/2) Installing frob (1.2-r0)\n/usr/bin/frob: exec: line 3: /opt/frob/bin/frob: not found',
    ],
    [
      'network-unreachable',
      "npm ERR! code ERR_SOCKET_TIMEOUT\nnpm ERR! network Socket timeout\nnpm ERR! network If you are behind a proxy, please make sure that the\nnpm ERR! network 'proxy' config is set properly.",
    ],
    ['go-too-old', 'go: errors parsing go.mod:\n/src/go.mod:5: unknown directive: toolchain'],
    ['go-too-old', 'go mod tidy: go.mod file indicates go 1.21, but maximum supported version is 1.20'],
    ['go-too-old', './main.go:10:6: type parameter requires go1.18 or later'],
    [
      'go-too-old',
      '# golang.org/x/frob\n/root/go/pkg/mod/golang.org/x/frob@v0.1.0/a.go:11:9: undefined: unsafe.Slice\nnote: module requires Go 1.17',
    ],
    ['rust-too-old', 'error[E0658]: `let` expressions in this position are unstable\n --> src/lib.rs:3:8'],
    [
      'rust-too-old',
      'error: failed to parse manifest\n\nCaused by:\n  this version of Cargo is older than the `2024` edition, and only supports `2015`, `2018`, and `2021` editions.',
    ],
    [
      'libclang-missing',
      "thread 'main' panicked at /r/clang-sys-1.7.0/build/static.rs:90:9:\ncould not find any static libraries",
    ],
    [
      'cross-build-runs-target-program',
      '/bin/sh: 1: ./genhdr: cannot execute: Exec format error\nmake: *** [Makefile:3: gen.h] Error 126',
    ],
    [
      'nix-sandbox-namespaces-unavailable',
      'error: user namespaces do not work on this system: Operation not permitted',
    ],
    [
      'glibc-too-old-for-binary',
      "/opt/conda/lib/libfmt.so.10.2.1: undefined reference to `std::__throw_bad_array_new_length()@GLIBCXX_3.4.29'\ncollect2: error: ld returned 1 exit status",
    ],
    [
      'rootless-cgroup-not-delegated',
      'Error: unable to start container "frob": cannot configure rootless cgroup using the cgroupfs manager',
    ],
    ['cgroup-hierarchy-missing', 'Error: crun: cannot find cgroup2 for the process: OCI runtime error'],
    ['image-lacks-platform', 'error: no images providing the requested platform linux/arm64'],
    [
      'go-package-needs-cgo',
      'package frob.org/x\n\timports frob.org/y: C source files not allowed when not using cgo or SWIG: a.c',
    ],
    [
      'common-symbols-defined-twice',
      "/usr/bin/ld: libt.a(t.o):/src/t.c:29: multiple definition of `PC'; libr.a(r.o):/src/r.c:9: first defined here\ncollect2: error: ld returned 1 exit status",
    ],
    ['cache-server-error', 'error: unable to download https://frob.org/x.narinfo: HTTP error 503'],
    ['proc-not-mounted', 'youki: frob: open /proc/self/fd: no such file or directory'],
    ['proc-not-mounted', 'frob: open /proc/self/mountinfo: no such file or directory'],
    ['proc-not-mounted', 'frob: open(/proc/cpuinfo): No such file or directory'],
    [
      'nested-proc-mount-refused',
      'docker: Error response from daemon: rootfs_linux.go:76: mounting "proc" to rootfs at "/var/lib/docker/overlay2/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/merged/proc" caused: mount through procfd: operation not permitted: unknown.',
    ],
    [
      'nested-proc-mount-refused',
      'container_linux.go:348: starting container process caused "container init caused \\"rootfs_linux.go:58: mounting \\\\\\"proc\\\\\\" to rootfs \\\\\\"/home/u/.local/share/containers/storage/vfs/dir/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\\\\\" at \\\\\\"/proc\\\\\\" caused \\\\\\"operation not permitted\\\\\\"\\""',
    ],
    [
      'nested-mount-denied',
      'docker: Error response from daemon: rootfs_linux.go:58: mounting "sysfs" to rootfs "/var/lib/docker/overlay2/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/merged" at "/sys" caused "operation not permitted": unknown.',
    ],
    ['autotools-missing', './configure: 3156: Syntax error: word unexpected (expecting ")")'],
    [
      'autotools-missing',
      "./configure: line 812: syntax error near unexpected token `frob,'\n./configure: line 812: `LT_INIT(frob, flux)'",
    ],
    ['autotools-missing', '/src/frob/configure: line 99: syntax error: unexpected "(" (expecting "fi")'],
    ['autotools-missing', './configure: line 28: AM_INIT_AUTOMAKE: command not found'],
    ['autotools-missing', './configure: 77: AX_FROB_FLUX: not found'],
    [
      'libc-dev-missing',
      '--target aarch64-unknown-linux-musl\nerror: could not find native static library `c`, perhaps an -L flag is missing?',
    ],
    ['glibc-static-libs-missing', 'error: could not find native static library `c`, perhaps an -L flag is missing?'],
    ['musl-stub-libs-missing', 'x86_64-unknown-linux-musl\nerror: could not find native static library `rt`'],
    [
      'glibc-extension-in-source',
      "a.c:9:11: error: incompatible integer to pointer conversion initializing 'char *' with an expression of type 'int' [-Wint-conversion]\n    9 |     char *s = strerror_r(e, b, sizeof b);",
    ],
    [
      'glibc-extension-in-source',
      "a.cc:9:17: error: cannot initialize a variable of type 'const char *' with an rvalue of type 'int'\n    9 |   const char *s = strerror_r(e, b, sizeof b);",
    ],
    [
      'glibc-extension-in-source',
      "a.c: In function 'frob_strerror':\na.c:9:10: error: returning 'int' from a function with return type 'char *' makes pointer from integer without a cast [-Wint-conversion]",
    ],
    ['build-file-syntax-error', 'error: failed to parse `/src/.cargo/config.toml`\n  invalid type: integer `3`'],
    ['build-file-syntax-error', 'Error: failed to parse config file `/src/frob.toml`'],
    ['build-file-syntax-error', 'could not parse TOML configuration in `/src/.cargo/config.toml`'],
    ['cgroup-hierarchy-missing', 'crun: creating cgroup directory `/sys/fs/cgroup/pids/frob`: Read-only file system'],
    ['cgroup-hierarchy-missing', 'runc: mkdir /sys/fs/cgroup/cpu/frob: no such file or directory'],
    [
      'cgroup-hierarchy-missing',
      "docker: Error response from daemon: this version of frob doesn't work on cgroups v2: unknown.",
    ],
    ['cgroup-hierarchy-missing', 'Error: cgroup v2 is not supported by this runtime'],
    ['build-option-unknown', '/usr/bin/ld: unrecognised emulation mode: llvm\nSupported emulations: elf_x86_64'],
    ['build-option-unknown', 'ld.lld: error: unknown emulation: elf_frob'],
    [
      'vendored-sources-out-of-step',
      'go: inconsistent vendoring in /src:\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor',
    ],
    [
      'vendored-sources-out-of-step',
      'main.go:4:2: cannot find module providing package example.org/b: import lookup disabled by -mod=vendor',
    ],
    [
      'vendored-sources-out-of-step',
      'error: no matching package named `frob` found\nlocation searched: directory source `/src/vendor` (which is replacing registry `crates-io`)',
    ],
    [
      'patch-does-not-apply',
      'patching file a.c\nHunk #1 FAILED at 35.\n1 out of 1 hunk FAILED -- saving rejects to file a.c.rej',
    ],
    [
      'patch-does-not-apply',
      'patching file sound/a.h\nHunk 1 FAILED 35/35.\n+#include <frob.h>\nmake: *** [Makefile:1: headers] Error 1',
    ],
    ['cross-compiler-missing', '/bin/sh: aarch64-linux-gnu-gcc: not found\nmake: *** [Makefile:1: a] Error 127'],
    ['cross-compiler-missing', 'error occurred: Failed to find tool. Is `arm-linux-gnueabihf-gcc` installed?'],
    [
      'cross-compiler-missing',
      'configure: checking host system type...\nmake: x86_64-w64-mingw32-gcc: No such file or directory',
    ],
    ['cxx-compiler-missing', "meson.build:7:0: ERROR: Unknown compiler(s): ['c++', 'g++', 'clang++', 'pgc++', 'icpc']"],
    [
      'zig-installation-incomplete',
      "error: sub-compilation of glibc crti.o failed\n    note: unable to check cache: stat file 'zig/lib/libc/glibc/crti.S' failed: FileNotFound",
    ],
    ['project-header-missing', 'src/a.c:1:10: fatal error: io.h: No such file or directory\n    1 | #include "io.h"'],
    [
      'lto-archive-without-plugin',
      'cc -O2 -flto a.o -o a\nld.lld: error: undefined symbol: main\n>>> referenced by /usr/lib/Scrt1.o:(_start_c)',
    ],
    ['patch-does-not-apply', 'error: patch failed: a.c:12\nerror: a.c: patch does not apply'],
    [
      'common-symbols-defined-twice',
      "/usr/bin/ld: src/b.o:/src/state.h:13: multiple definition of `state'; src/a.o:/src/state.h:13: first defined here",
    ],
    ['flake-attribute-missing', "error: cannot find flake attribute 'git+file:///src#packages.x86_64-linux.frob'"],
    ['glibc-extension-in-source', "a.h:30: error: expected initializer before '__P'"],
    ['go-module-not-required', 'go: updates to go.mod needed; to update it:\n\tgo mod tidy'],
    [
      'go-module-not-required',
      'main.go:4:2: cannot find package "example.org/b" in any of:\n\t/usr/lib/go/src/example.org/b (from $GOROOT)',
    ],
    ['missing-static-lib', 'a.c:1:10: fatal error: sys/frob.h: No such file or directory'],
    [
      'missing-static-lib',
      'a.c:1:10: fatal error: frob/flux.h: No such file or directory\n    1 | #include <frob/flux.h>',
    ],
    ['missing-static-lib', 'a.c:1:10: fatal error: zlib.h: No such file or directory\n    1 | #include "zlib.h"'],
    ['project-header-missing', 'a.c:1:10: fatal error: config.h: No such file or directory'],
    ['project-header-missing', 'a.cc:1:10: fatal error: frob.pb.h: No such file or directory'],
    ['project-header-missing', 'a.c:1:10: fatal error: flux.h: No such file or directory\n    1 | #include "flux.h"'],
    ['header-of-another-system', "a.c:1:10: fatal error: 'sys/sockio.h' file not found"],
    ['header-of-another-system', 'a.c:1:10: fatal error: windows.h: No such file or directory'],
    [
      'cgroup-hierarchy-missing',
      'docker: Error response from daemon: error mounting "cgroup" to rootfs at "/sys/fs/cgroup": statfs /sys/fs/cgroup/unified: no such file or directory: unknown.',
    ],
    ['cgroup-hierarchy-missing', 'crun: opening file `/sys/fs/cgroup/frob/memory.max`: No such file or directory'],
    [
      'cgroup-hierarchy-missing',
      'runc create failed: systemd cgroup flag passed, but systemd support for managing cgroups is not available',
    ],
    [
      'rust-toolchain-missing',
      'error: could not execute process `rustc -vV` (never executed)\nCaused by:\n  No such file or directory (os error 2)',
    ],
    [
      'rust-toolchain-not-installed',
      'error: could not execute process `/root/.rustup/toolchains/stable/bin/rustc -vV` (never executed)\nCaused by:\n  No such file or directory (os error 2)',
    ],
    [
      'program-missing',
      'error: could not execute process `sccache rustc -vV` (never executed)\nCaused by:\n  No such file or directory (os error 2)',
    ],
    [
      'lto-version-differs',
      'lto1: fatal error: bytecode stream in file a.o generated with LTO version 9.2 instead of the expected 12.0\nlto-wrapper: fatal error: gcc returned 1 exit status',
    ],
    [
      'lto-version-differs',
      "ld.lld: error: a.o: Unknown attribute kind (86) (Producer: 'LLVM17.0.6' Reader: 'LLVM 14.0.0')",
    ],
    [
      'symbol-defined-twice',
      "/usr/bin/ld: /tmp/c.ltrans0.ltrans.o: multiple definition of `frob'; b.o (symbol from plugin): first defined here",
    ],
    [
      'glibc-binary-on-musl',
      'Error relocating ./app: gnu_get_libc_version: symbol not found\nError relocating ./app: frob_new: symbol not found',
    ],
    ['shared-library-missing-at-runtime', 'Error relocating ./app: _Unwind_Resume: symbol not found'],
    ['shared-library-lacks-symbol', 'Error relocating /usr/lib/libfrob.so: flux_option_set: symbol not found'],
    ['shared-library-lacks-symbol', './app: symbol lookup error: /usr/lib/libfrob.so.1: undefined symbol: flux_new'],
    ['build-option-unknown', 'mold: fatal: unknown --hash-style argument: frob'],
    ['build-option-unknown', 'ld.lld: error: unknown -z value: frob'],
    [
      'upx-packed-program-crashes',
      'execve("./frob", ["./frob"], 0x7f /* 9 vars */) = 0\nopen("/proc/self/exe", O_RDONLY) = 3\nmmap(0x400000, 99, PROT_READ|PROT_WRITE|PROT_EXEC, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0x400000\nclose(3) = 0\n--- SIGSEGV {si_signo=SIGSEGV, si_addr=NULL} ---',
    ],
    [
      'upx-packed-program-crashes',
      'mmap(0x8048000, 99, PROT_READ|PROT_WRITE|PROT_EXEC, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0x8048000\nreadlink("/proc/self/exe", "/t/frob", 4095) = 7\n--- SIGBUS {si_signo=SIGBUS, si_addr=0x1} ---',
    ],
    [
      'upx-packed-program-crashes',
      '[pid 7] openat(AT_FDCWD, "/proc/self/exe", O_RDONLY|O_CLOEXEC) = 3\n[pid 7] mmap2(0xb000, 99, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0xb000\n[pid 7] --- SIGILL {si_signo=SIGILL, si_code=ILL_ILLOPN} ---',
    ],
    ['rootless-cgroup-not-delegated', 'Error: crun: cannot open sd-bus: No such file or directory'],
    ['rootless-cgroup-not-delegated', 'Error: crun: sd-bus message append `Frob`: Invalid argument'],
    ['program-missing', 'meson.build:3:0: ERROR: Could not execute Vala compiler: frobc'],
    [
      'registry-transfer-broken',
      'INFO[0010] Unpacking rootfs as cmd COPY frob/package*.json ./ requires it.\nfailed to get filesystem from image: stream error: stream ID 5; REFUSED_STREAM',
    ],
    ['registry-transfer-broken', 'reading a.json\nERRO[0012] server sent GOAWAY and closed the connection'],
    [
      'automake-refuses-project',
      'libtoolize:   error: AC_CONFIG_MACRO_DIRS([aux]) conflicts with ACLOCAL_AMFLAGS=-I m4',
    ],
    [
      'newuidmap-not-permitted',
      'WARN[0000] error running newuidmap: exit status 1: newuidmap: write to uid_map failed: Operation not permitted\nWARN[0000] falling back to single mapping\n{\n  "host": {\n    "arch": "amd64"\n  }\n}',
    ],
    ['go-too-old', 'go: downloading example.org/frob v1.0.0\ngo build example.org/frob: module requires Go 1.13'],
    [
      'build-file-not-found',
      '#13 [base 2/3] COPY --from=frob /opt/a.so /opt/b.so /opt/\n#13 ERROR: "/opt/b.so" not found: not found',
    ],
    [
      'git-submodules-empty',
      "CMake Error at CMakeLists.txt:7 (message):\n  Submodule 'external/frob' is not up-to-date.  Please update all\n  submodules with\n",
    ],
    [
      'git-submodules-empty',
      'CMake Error at CMakeLists.txt:7 (message):\n  The submodules were not downloaded! GIT_SUBMODULE was turned off or failed.\n  Please update submodules and try again.\n',
    ],
  ])('%s', (cause, log) => {
    const found = first(log);
    expect([found?.cause, found?.general]).toEqual([cause, undefined]);
  });
});

it.each([
  ['chmod: /app/run.sh: Operation not permitted', 'seccomp-too-old-for-image'],
  ['Error relocating /usr/lib/libfrob.so.4: frob_option_set: symbol not found', 'shared-library-lacks-symbol'],
])('what may have several reasons is a hint: %s', (log, cause) => {
  const [found] = explainText(log).diagnoses;
  expect(found?.cause).toBe(cause);
  expect(found?.confidence).toBeLessThan(0.6);
});

describe('the line that only wraps a failure', () => {
  it.each([
    'sh: frob odd, size unknown to flux',
    'frob: short flux, have only 3',
    'dpkg: an error occurred with no error handling in place',
    'go: no explicit flux was passed',
  ])('comes after what a program says before it: %s', (said) => {
    const { diagnoses, unknown } = explainText(
      `checking for gcc... gcc\nar rcs liba.a a.o\n${said}\nmake: *** [Makefile:3: frob] Error 1\n`,
    );
    expect([diagnoses[0]?.line ?? 3, unknown[0]?.line ?? 3]).toEqual([3, 3]);
    expect(diagnoses.length + unknown.length).toBeGreaterThan(0);
  });
  it.each([
    [
      'panicked at src/main.rs:3:5',
      "error: failed to run custom build command for `frob v0.1.0`\n\nCaused by:\n  process didn't exit successfully: `/b/build-script-build` (exit status: 101)\n  --- stderr\n  thread 'main' panicked at src/main.rs:3:5:\n  odd os/family width: x",
    ],
    [
      'Permission denied',
      "building '/nix/store/aaaa-x.drv'...\nwhile setting up the build environment: executing '/nix/store/bbbb-nix/buildenv': Permission denied\nbuilder for '/nix/store/aaaa-x.drv' failed with exit code 1\nerror: build of '/nix/store/aaaa-x.drv' failed",
    ],
    [
      'flux capacitor',
      'frob.c:3: fatal error: flux capacitor is not charged\nError: building at STEP "RUN make": while running runtime: exit status 2',
    ],
  ])('comes after the reason: %s', (reason, log) => {
    const { diagnoses, unknown } = explainText(log);
    expect(unknown[0]?.excerpt).toContain(reason);
    expect(diagnoses.map(({ line }) => line).every((line) => line === unknown[0]?.line)).toBe(true);
  });
});
