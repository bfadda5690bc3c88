import { describe, expect, it } from 'vitest';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { LeftOutWatch } from '../../src/project/left-out.js';
import { filesOf } from './files-of.js';

const leftOut = (
  tree: Record<string, string>,
  log: string,
  rung: 'musl-gcc' | 'alpine' | 'glibc-static' = 'musl-gcc',
) => {
  const watch = new LeftOutWatch(chooseBuild(detectProject(filesOf(tree))), rung);
  // In pieces that end anywhere.
  for (let at = 0; at < log.length; at += 7) watch.push(log.slice(at, at + 7));
  return watch.end();
};
const names = (...given: Parameters<typeof leftOut>) => leftOut(...given).map(({ library }) => library);

const socat = { 'configure.ac': 'AC_INIT\nLIBS="$LIBS -lssl -lcrypto"\nLIBS="$LIBS_ORIG -lreadline $L"\n' };

it('reports what configure did not find, with both lines and the fix', () => {
  const log =
    'checking for gcc... musl-gcc\nconfigure: checked for openssl/ssl.h... no\nmusl-gcc -o socat socat.o -lutil\n';
  expect(leftOut(socat, log)).toMatchObject([
    {
      library: 'openssl',
      asked: 'configure.ac:2: LIBS="$LIBS -lssl -lcrypto"',
      line: 2,
      excerpt: 'configure: checked for openssl/ssl.h... no',
      fixes: [{ commands: ['musl-wizard choose --rung alpine --yes'] }],
    },
  ]);
});

it('names what an archive uses itself, since configure asks for the one library alone', () => {
  const commands = (log: string) =>
    leftOut(socat, log, 'glibc-static').flatMap(({ fixes }) => fixes.flatMap((fix) => fix.commands));
  // With Debian's libreadline-dev installed, as it was with socat and glibc.
  expect(commands('checking for usable readline in default location... no\n')).toEqual([
    'apt-get update',
    'apt-get install -y libreadline-dev',
    "LIBS='-ltinfo' musl-wizard build",
  ]);
  expect(commands('checking for libssl... no\n')).toEqual(['apt-get update', 'apt-get install -y libssl-dev']);
});

describe('autoconf', () => {
  it.each([
    ['checking for libssl... no', ['openssl']],
    ['checking for SSL_new in -lssl... no', ['openssl']],
    ['checking for SSL_new in -lssl... (cached) no', ['openssl']],
    ['#12 3.456 checking for SSL_new in -lssl... no', ['openssl']],
    ['checking for OpenSSL... no', ['openssl']],
    ['checking for openssl... no', ['openssl']],
    ['checking for usable readline ... no', ['readline']],
    // Of alternatives one is enough.
    ['checking for SSL_new in -lssl... no\nchecking for CRYPTO_free in -lcrypto... yes', []],
    // What is linked after all was not left out.
    ['checking for libssl... no\ncc -o x x.o -lssl', []],
    // The function is elsewhere.
    ['checking for f... yes\nchecking for f in -lssl... no', []],
    // A function, a feature, and another library.
    ['checking for readline... no', []],
    ['checking whether OpenSSL has engines... no', []],
    ['checking for libnsl... no', []],
    ['checking for openssl/ssl.h... none required', []],
    // The headers are there, the archive is not.
    ['checking for openssl/ssl.h... yes\nchecking for libssl... no', ['openssl']],
  ])('%j: %j', (log, expected) => {
    expect(names(socat, `${log}\n`)).toEqual(expected);
  });

  it('knows a search by the function that configure.ac names', () => {
    const tree = { 'configure.ac': 'AC_SEARCH_LIBS([tgetent], [tinfo ncurses])\n' };
    expect(names(tree, 'checking for library containing tgetent... no\n')).toEqual(['ncurses']);
    expect(names(tree, 'checking for library containing tgetent... none required\n')).toEqual([]);
    // musl has no login(), and libbsd neither.
    const login = { 'configure.ac': 'AC_SEARCH_LIBS(login, util bsd, [x])\n' };
    expect(names(login, 'checking for library containing login... no\n')).toEqual([]);
  });

  it('does not miss a library of which the project has a copy of its own', () => {
    const tree = { 'configure.ac': 'AC_CHECK_LIB(popt, poptGetContext, , [with_included_popt=yes])\n' };
    expect(names(tree, 'checking for poptGetContext in -lpopt... no\n')).toEqual([]);
  });

  it('passes over what no set of packages has', () => {
    const tree = { 'configure.ac': 'AC_CHECK_LIB(pam, pam_authenticate)\n' };
    expect(names(tree, 'checking for security/pam_appl.h... no\n')).toEqual([]);
  });

  it('knows a module of pkg-config by its name and by its variable', () => {
    const tree = { 'configure.ac': 'PKG_CHECK_MODULES([CURL], [libcurl >= 7], [have=yes], [have=no])\n' };
    expect(names(tree, 'checking for CURL... no\n')).toEqual(['curl']);
    expect(names(tree, 'checking for libcurl >= 7... no\n')).toEqual(['curl']);
    expect(names(tree, 'checking for libcurl >= 7... yes\n')).toEqual([]);
  });
});

it.each([
  ['-- Could NOT find ZLIB (missing: ZLIB_LIBRARY)\n', ['zlib']],
  ['-- Could NOT find ZLIB (missing: ZLIB_LIBRARY)\n-- Found ZLIB: /usr/lib/libz.a\n', []],
  ["-- Checking for module 'libcurl'\n--   No package 'libcurl' found\n", ['curl']],
  ['-- Looking for deflate in z - not found\n', ['zlib']],
])('reads CMake: %j', (log, expected) => {
  const tree = {
    'CMakeLists.txt': 'project(x C)\nfind_package(ZLIB)\npkg_check_modules(C libcurl)\nadd_executable(x x.c)\n',
  };
  expect(names(tree, log)).toEqual(expected);
});

it.each([
  ['Run-time dependency zlib found: NO (tried pkgconfig)\n', ['zlib']],
  ['Library z found: NO\n', ['zlib']],
  ['Run-time dependency zlib found: YES 1.2.13\n', []],
])('reads Meson: %j', (log, expected) => {
  const tree = {
    'meson.build': "project('x', 'c')\nz = dependency('zlib', required: false)\nexecutable('x', 'x.c')\n",
  };
  expect(names(tree, log)).toEqual(expected);
});

it('sends on to a rung whose packages have the archive', () => {
  const tree = { 'configure.ac': 'AC_CHECK_LIB(gnutls, gnutls_init)\n' };
  const [entry] = leftOut(tree, 'checking for gnutls_init in -lgnutls... no\n', 'alpine');
  expect(entry?.fixes[0]).toMatchObject({
    title: expect.stringContaining('Alpine has no static archive'),
    commands: ['musl-wizard choose --rung pkgs-musl --yes'],
  });
});

it('bears a log without line ends, and prints nothing raw', () => {
  expect(names(socat, 'x'.repeat(100_000))).toEqual([]);
  const [entry] = leftOut(socat, 'checking for \u001b]0;pwned\u0007libssl... no\n');
  expect(JSON.stringify(entry ?? '')).not.toContain('\\u001b');
});
