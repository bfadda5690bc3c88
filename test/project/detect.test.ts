import { describe, expect, it } from 'vitest';
import { chooseBuild, preferredBuilds } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import type { Candidate } from '../../src/project/project.js';
import { filesOf } from './files-of.js';

const detect = (tree: Record<string, string>, name?: string) => detectProject(filesOf(tree, name));
const only = (tree: Record<string, string>): Candidate => {
  const { candidates } = detect(tree);
  expect(candidates.map(({ build }) => build.system)).toHaveLength(1);
  return candidates[0] as Candidate;
};
const libraries = ({ libraries: all }: Candidate) =>
  Object.fromEntries(
    all.map(({ id, known, optional, asked }) => [id, { known, optional, line: asked[0]?.evidence.line }]),
  );
const targets = (candidate: Candidate) => candidate.targets.map(({ name }) => name);

describe('make', () => {
  it('reads link flags and pkg-config calls with their lines, and leaves the C library out', () => {
    const found = only({
      Makefile:
        'CC = gcc\n# -lnotreally\nLIBS = -lz -lm -lpthread\nTLS = $(shell pkg-config --libs --static openssl)\nBIN = demo\n\ndemo: demo.o\n\t$(CC) -o $@ $< $(LIBS) -lcurl\n',
      'demo.c': 'int main(void){return 0;}',
    });
    expect(found.build).toEqual({
      system: 'make',
      file: 'Makefile',
      arFlags: null,
      compilers: [],
      callsByName: false,
      strict: false,
    });
    expect(libraries(found)).toEqual({
      zlib: { known: true, optional: false, line: 3 },
      openssl: { known: true, optional: false, line: 4 },
      curl: { known: true, optional: false, line: 8 },
    });
    expect(targets(found)).toEqual(['demo']);
  });

  it('takes what stands under a condition for optional', () => {
    const found = only({ Makefile: 'ifdef WITH_SSL\nLIBS += -lssl\nendif\nLIBS += -lpng\n' });
    expect(libraries(found)).toMatchObject({ openssl: { optional: true }, png: { optional: false } });
  });

  it.each([
    [{ Makefile: 'all:\nconfig: FORCE\n%config: scripts\n', 'Config.in': '' }, true],
    [{ Makefile: 'all:\nrandconfig defconfig: \n', Kconfig: '', configure: '# defaults' }, true],
    // Somebody configured it already.
    [{ Makefile: '%config:\n', Kconfig: '', '.config': '' }, undefined],
    [{ Makefile: 'defconfig := x\nnodefconfig:\nall: defconfig\n', Kconfig: '' }, undefined],
    [{ Makefile: 'defconfig:\n' }, undefined],
  ])('knows a makefile whose configuration is still to be made: %j', (tree, kconfig) => {
    const { build } = only(tree as Record<string, string>);
    expect(build.system === 'make' && build.kconfig).toBe(kconfig);
  });

  it('reads the flags that a makefile keeps in AR', () => {
    const build = only({ Makefile: 'all:\n\t$(MAKE) -C src\n', 'src/Makefile': 'AR= ar rcu\nRANLIB= ranlib\n' }).build;
    expect(build).toMatchObject({ system: 'make', arFlags: 'rcu' });
  });

  it.each([
    // figlet links by it.
    ['LD = gcc\na: a.o\n\t$(LD) -o a a.o\n', [{ variable: 'LD', language: 'c', flags: [] }]],
    ['CC=g++\n', [{ variable: 'CC', language: 'cxx', flags: [] }]],
    [
      `CC ?= gcc -std=c99 -I\${TOP}/include # old\nCXX = g++-12\n`,
      [{ variable: 'CC', language: 'c', flags: ['-std=c99', '-I$(TOP)/include'] }],
    ],
    ['CC = cc\nLD = $(CC)\nLD2 = ld -r\nHOSTLD = gcc\na:\n\t$(HOSTLD) x; $(LD2) x; $(LD) x\n', []],
    // A word to choose by.
    ['COMP = gcc\nifeq ($(COMP),gcc)\nCXX=g++\nendif\na:\n\techo $(COMP) x\n', []],
    ['LINK = gcc\nNAME = gcc\n', []],
    ['CC = gcc -DX="a b"; rm\nLD = gcc -shared\na:\n\t$(LD) x\n', []],
  ])('knows the variables that hold a compiler: %j', (Makefile, compilers) => {
    expect(only({ Makefile }).build).toMatchObject({ compilers });
  });

  it('reads what the makefile includes, and leaves out what only tests and examples link', () => {
    const found = only({
      Makefile: 'include ./config.mk\nall:\n',
      'config.mk': 'LIBS = -lX11\nLD = cc\na:\n\t$(LD) -o a\n',
      'examples/log/Makefile': 'all:\n\tcc x.c -lmysqlclient\n',
      'test/unit/Makefile': 'LIBS = -lcheck\nPROG = checks\n',
    });
    expect(Object.keys(libraries(found))).toEqual(['x11']);
    expect(targets(found)).toEqual([]);
    expect(found.build).toMatchObject({ compilers: [{ variable: 'LD' }] });
  });

  it('prefers the name that GNU make prefers, and finds makefiles below', () => {
    const found = only({ GNUmakefile: 'all:', Makefile: 'all:', 'src/Makefile': 'LDLIBS=-lncurses' });
    expect(found.build).toEqual({
      system: 'make',
      file: 'GNUmakefile',
      arFlags: null,
      compilers: [],
      callsByName: false,
      strict: false,
    });
    expect(Object.keys(libraries(found))).toEqual(['ncurses']);
  });
});

describe('cmake', () => {
  it('reads packages, modules, programs and languages', () => {
    const found = only({
      'CMakeLists.txt': `cmake_minimum_required(VERSION 3.16)
project(demo VERSION 1.0 LANGUAGES C)
find_package(ZLIB REQUIRED)
find_package(PkgConfig)
find_package(CURL 7.0) # find_package(BZip2 REQUIRED)
pkg_check_modules(DEPS REQUIRED IMPORTED_TARGET libsodium>=1.0 jansson)
set(PROGRAM "demo")
add_executable(\${PROGRAM}
  main.c)
target_link_libraries(demo PRIVATE -lexpat m)
`,
      'tests/CMakeLists.txt': 'add_executable(check check.c)',
    });
    expect(found.languages).toEqual(['c']);
    expect(libraries(found)).toEqual({
      zlib: { known: true, optional: false, line: 3 },
      curl: { known: true, optional: true, line: 5 },
      sodium: { known: true, optional: false, line: 6 },
      jansson: { known: true, optional: false, line: 6 },
      expat: { known: true, optional: false, line: 10 },
    });
    expect(targets(found)).toEqual(['demo']);
  });

  it('takes C and C++ where no language is named, as CMake does', () => {
    expect(only({ 'CMakeLists.txt': 'project(demo)' }).languages).toEqual(['c', 'cxx']);
  });
});

it('reads meson', () => {
  const found = only({
    'meson.build': `project('demo', 'cpp', version: '1')
z = dependency('zlib')
c = dependency('libcurl', required: get_option('curl'))
t = dependency('threads')
m = meson.get_compiler('cpp').find_library('m')
executable('demo', 'main.cc', dependencies: [z, c])
`,
  });
  expect(found.languages).toEqual(['cxx']);
  expect(libraries(found)).toEqual({
    zlib: { known: true, optional: false, line: 2 },
    curl: { known: true, optional: true, line: 3 },
  });
  expect(targets(found)).toEqual(['demo']);
});

describe('autotools', () => {
  const input = `AC_INIT([demo],[1.0])
AC_PROG_CC
dnl AC_CHECK_LIB(bz2, x)
PKG_CHECK_MODULES([SODIUM], [libsodium >= 1.0.8 zlib])
PKG_CHECK_MODULES([CURL], [libcurl], [have=yes], [have=no])
AC_CHECK_LIB(readline, readline)
AC_SEARCH_LIBS([tgetent], [ncurses tinfo])
LT_INIT
`;

  it('knows the script by which a project makes its configure', () => {
    const files = { 'configure.ac': input, 'autogen.sh': '#!/bin/sh\n' };
    expect(only(files).build).toEqual({ system: 'autotools', configure: 'absent', generator: 'autogen.sh' });
    const made = only({ ...files, configure: '# Generated by GNU Autoconf' });
    expect(made.build).toEqual({ system: 'autotools', configure: 'generated' });
  });

  it('reads configure.ac and Makefile.am', () => {
    const found = only({
      'configure.ac': input,
      'Makefile.am': 'bin_PROGRAMS = demo demod # x\nnoinst_PROGRAMS = helper\ndemo_LDADD = -lgmp',
    });
    expect(found.build).toEqual({ system: 'autotools', configure: 'absent' });
    expect(libraries(found)).toEqual({
      sodium: { known: true, optional: false, line: 4 },
      zlib: { known: true, optional: false, line: 4 },
      curl: { known: true, optional: true, line: 5 },
      readline: { known: true, optional: true, line: 6 },
      ncurses: { known: true, optional: true, line: 7 },
      gmp: { known: true, optional: false, line: 3 },
    });
    expect(targets(found)).toEqual(['demo', 'demod']);
  });

  it('takes a -lNAME that configure.ac tries by itself for optional, where the table knows it', () => {
    const found = only({ 'configure.ac': 'AC_INIT\nLIBS="$LIBS -lssl -lwindows"\ndnl -lcurl\n' });
    expect(libraries(found)).toEqual({ openssl: { known: true, optional: true, line: 2 } });
  });

  it('knows the tools that grammars and scripts want', () => {
    const found = only({ 'configure.ac': 'AC_INIT', 'src/parser.y': '', 'src/lexer.l': '' });
    expect(found.tools).toEqual(['bison', 'flex']);
    expect(only({ 'configure.ac': 'AC_INIT', 'a.lua': '' }).tools).toEqual([]);
    const scripts = only({
      'configure.ac': 'AC_INIT',
      'bc/Makefile.am': 'libmath.h: libmath.b\n\t$(srcdir)/fix-libmath_h\n\t@./gen $< >$@\n',
      'bc/fix-libmath_h': 'ed libmath.h <<EOS-EOS\nw\nEOS-EOS\n',
      'bc/gen': '#!/usr/bin/env perl\n',
      'bc/other': '#!/usr/bin/python3\n',
      'test/Makefile.in': 'check:\n\tpython3 -m venv venv\n',
    });
    expect(scripts.tools).toEqual(['ed', 'perl']);
  });

  it('takes what is asked for under a condition for optional, and leaves out what only tests link', () => {
    const found = only({
      'configure.ac': `PKG_CHECK_MODULES([Z], [zlib])
AC_ARG_WITH([selinux], [  --with-selinux (for servers], [ if test "$withval" != no; then
  AC_CHECK_HEADER([selinux/selinux.h], , AC_MSG_ERROR([needs the header]))
fi ])
AS_IF([test $tls = yes], [PKG_CHECK_MODULES([TLS], [openssl])])
if test "$json" = yes
then
  PKG_CHECK_MODULES([JSON], [jansson])
fi
PKG_CHECK_MODULES([S], [libsodium])
`,
      'Makefile.am': 'check_PROGRAMS = a-test \\\n  b\na_test_LDADD = -lcmocka\nbin_PROGRAMS = c\nc_LDADD = -lgmp\n',
    });
    expect(Object.fromEntries(found.libraries.map(({ id, optional }) => [id, optional]))).toEqual({
      ...{ zlib: false, sodium: false, gmp: false },
      ...{ selinux: true, openssl: true, jansson: true },
    });
  });

  it.each([
    ['# Generated by GNU Autoconf 2.71\n', 'generated'],
    ['#!/bin/sh\nLIBS=-lz\n', 'handwritten'],
  ])('recognises a configure %j as %s', (script, configure) => {
    expect(only({ configure: script, 'Makefile.in': '' }).build).toMatchObject({ system: 'autotools', configure });
  });

  it.each([
    ['ed', 'CXX=g++\nwhile [ $# != 0 ] ; do\n\tcase $option in\n\tCXX=*) CXX=$optarg ;;\n\tesac\n', { CXX: 'CXX=' }],
    [
      'ffmpeg',
      'cat <<EOF\n  --cc=CC                  use C compiler CC [$cc_default]\n  --ar=AR                  use archive tool\nEOF\n',
      { CC: '--cc=', AR: '--ar=' },
    ],
    [
      'nginx',
      'case "$option" in\n  --with-cc=*)                     CC="$value" ;;\n  --with-cc-opt=*) ;;\nesac\n',
      { CC: '--with-cc=' },
    ],
    ['zlib', ': $CC\necho "usage: CC=clang ./configure"\n--static) static=1;;\n', undefined],
  ] as const)('reads how a configure that a person wrote is told its tools: %s', (_, script, toolOptions) => {
    const { build } = only({ configure: script, 'Makefile.in': '' });
    expect(build).toMatchObject({ system: 'autotools', configure: 'handwritten' });
    expect((build as { toolOptions?: object }).toolOptions).toEqual(toolOptions);
    expect(only({ configure: script, 'main.cc': '', 'Makefile.in': '' }).languages).toEqual(['cxx']);
    expect(only({ configure: `# Generated by GNU Autoconf\n${script}` }).build).not.toHaveProperty('toolOptions');
  });

  it.each([
    [
      'kmod',
      'AS_IF([test "x$enable_static" = "xyes"], [AC_MSG_ERROR([--enable-static is not supported by kmod])])',
      true,
    ],
    ['upower', 'AC_MSG_FAILURE(--disable-shared is not supported)', true],
    ['wxWidgets', 'm4_divert_text([DEFAULTS],[enable_option_checking=fatal])', true],
    [
      'its own option',
      'm4_divert_text([DEFAULTS],[enable_option_checking=fatal])\nAC_ARG_ENABLE([static], [])',
      undefined,
    ],
    ['libtool', 'm4_divert_text([DEFAULTS],[enable_option_checking=fatal])\nLT_INIT', undefined],
    ['a remark', 'AC_MSG_WARN([--enable-static is not supported on Windows])', undefined],
    ['a combination', 'AC_MSG_ERROR([--enable-static and --enable-plugins cannot both be given])', undefined],
    ['a comment', 'dnl AC_MSG_ERROR([--enable-static is not supported])', undefined],
  ])('reads whether configure refuses to build archives alone: %s', (_, line, refusesArchives) => {
    const { build } = only({ 'configure.ac': `AC_INIT([x], [1])\n${line}\n` });
    expect((build as { refusesArchives?: true }).refusesArchives).toBe(refusesArchives);
  });

  it('reads the same in a configure that Autoconf made', () => {
    const script = `# Generated by GNU Autoconf\n  as_fn_error $? "--enable-static is not supported by kmod" "$LINENO" 5\n`;
    expect(only({ configure: script }).build).toMatchObject({ refusesArchives: true });
  });

  it.each([
    ['all of C++', 'bin_PROGRAMS = a b-c\na_SOURCES = a.cc \\\n  more.c\nb_c_SOURCES = b.cpp\n', ['cxx']],
    ['one of C', 'bin_PROGRAMS = a b\na_SOURCES = a.cc\nb_SOURCES = b.c b.cch\n', ['c', 'cxx']],
    ['sources by default', 'bin_PROGRAMS = a\n', ['c', 'cxx']],
    ['no programs', 'lib_LIBRARIES = a.a\n', ['c', 'cxx']],
  ])('takes programs that have a C++ source for C++, whatever else is there: %s', (_, makefile, languages) => {
    const found = only({ 'configure.ac': 'AC_PROG_CC\nAC_PROG_CXX\n', 'Makefile.am': makefile, 'lib/a.c': '' });
    expect(found.languages).toEqual(languages);
  });

  it('takes a C++ compiler where a configure below calls for one', () => {
    const languages = (sub: string) =>
      only({ 'configure.ac': 'AC_CONFIG_SUBDIRS([lib src\n doc])\n', 'src/configure.ac': sub, 'lib/a.c': '' })
        .languages;
    expect(languages('AC_PROG_CXX\n')).toEqual(['c', 'cxx']);
    expect(languages('AC_PROG_CC\n')).toEqual(['c']);
  });

  it.each(['conf-cc', 'conf-ld'])('gives a makefile whose compiler is named in %s one of that name', (path) => {
    const makefile = 'app: load app.o\n\t./load app\n';
    expect(only({ Makefile: makefile, 'app.c': '', [path]: 'gcc -s\n' }).build).toMatchObject({ callsByName: true });
    expect(only({ Makefile: makefile, 'app.c': '' }).build).toMatchObject({ callsByName: false });
  });

  it.each([
    ['a case', 'case "$x" in\n  check)\n    PKG_CHECK_MODULES([Z], [zlib])\n    ;;\nesac', true],
    ['after a case', 'case "$x" in\n  y) a ;;\nesac\nPKG_CHECK_MODULES([Z], [zlib])', false],
    ['after a case of one line', 'case $x in y) a ;; esac\nPKG_CHECK_MODULES([Z], [zlib])', false],
    ['after a test of one line', 'if test x; then a; fi\nPKG_CHECK_MODULES([Z], [zlib])', false],
  ])('knows what configure asks for under a condition: %s', (_, text, optional) => {
    const found = only({ 'configure.ac': `AC_INIT([x], [1])\n${text}\n` });
    expect(found.libraries.map((each) => [each.id, each.optional])).toEqual([['zlib', optional]]);
  });

  it('knows the words by which configure leaves the documentation out', () => {
    const text = 'AC_ARG_ENABLE([manpages], [])\nAC_ARG_WITH([docs], [])\nAC_ARG_ENABLE([manager], [])\n';
    const { build } = only({ 'configure.ac': text });
    expect(build).toMatchObject({ withoutDocs: ['--disable-manpages', '--without-docs'] });
  });

  it('takes the makefile beside a configure for its product', () => {
    expect(only({ configure: '#!/bin/sh', Makefile: 'all:' }).build.system).toBe('autotools');
  });
});

describe('plain files', () => {
  it('makes one program of each file with a main, and takes includes for libraries', () => {
    const found = only({
      // iconv and gettext are in the C library itself.
      'a.c':
        '#include <sodium.h>\n#include <iconv.h>\n#include <libintl.h>\nint main(int argc, char **argv) { return 0; }',
      'b.c': 'int\nmain(void) { return 0; }',
      'util.c': '#include <zlib.h>\nvoid f(void) {}',
    });
    expect(found.build).toEqual({
      system: 'plain',
      programs: [
        { name: 'a', sources: ['a.c', 'util.c'] },
        { name: 'b', sources: ['b.c', 'util.c'] },
      ],
    });
    expect(Object.keys(libraries(found)).sort()).toEqual(['sodium', 'zlib']);
  });

  it('does not guess past the makefile beside the sources', () => {
    const tree = { 'src/a.c': 'int main(void) { return 0; }', 'src/Makefile': 'a: a.c\n\t$(CC) -DX=1 -o a a.c -lz\n' };
    expect(only(tree).build).toMatchObject({ system: 'make', file: 'src/Makefile' });
    // Of another folder it is another project's.
    expect(only({ ...tree, 'main.c': 'int main(void) { return 0; }', 'src/a.c': '' }).build.system).toBe('plain');
  });

  it('finds nothing to build in a library of C files', () => {
    expect(detect({ 'a.c': 'int f(void) { return 0; }' }).candidates).toEqual([]);
  });
});

describe('cargo', () => {
  it('reads workspace, build scripts, macros, sys crates and protobuf', () => {
    const found = only({
      'Cargo.toml': '[workspace]\nmembers = ["cli", "derive"]\n',
      'cli/Cargo.toml':
        '[package]\nname = "demo-cli"\nversion = "1.0.0"\n[dependencies]\nopenssl = "0.10"\n[[bin]]\nname = "demo"\npath = "src/main.rs"\n',
      'cli/build.rs': 'fn main() {}',
      'cli/src/main.rs': 'fn main() {}',
      'cli/src/bin/extra.rs': 'fn main() {}',
      'derive/Cargo.toml': '[package]\nname = "derive"\nversion = "1.0.0"\n[lib]\nproc-macro = true\n',
      'derive/src/lib.rs': '',
      'Cargo.lock':
        'version = 3\n[[package]]\nname = "openssl-sys"\nversion = "0.9"\n[[package]]\nname = "linux-raw-sys"\nversion = "0.4"\n[[package]]\nname = "tonic-build"\nversion = "0.9"\n',
    });
    expect(found.build).toEqual({
      system: 'cargo',
      workspace: true,
      leftOut: [],
      lockFile: true,
      buildScripts: ['demo-cli'],
      procMacros: ['derive'],
      sysCrates: ['linux-raw-sys', 'openssl-sys'],
      protobuf: 'tonic-build',
    });
    expect(libraries(found)).toEqual({ openssl: { known: true, optional: false, line: 3 } });
    expect(targets(found)).toEqual(['demo', 'extra']);
  });

  const member = (name: string) => `[package]\nname = "${name}"\nversion = "1.0.0"\n`;

  it.each<[root: string, leftOut: readonly string[]]>([
    ['[workspace]\nmembers = ["tools/*", "lib"]\n', []],
    [`${member('demo')}[workspace]\nmembers = ["tools/*", "lib"]\n`, ['one', 'two']],
    [`${member('demo')}[workspace]\nmembers = ["./tools/o*/", "lib"]\n`, ['one']],
    [`${member('demo')}[workspace]\nmembers = ["tools/*"]\nexclude = ["tools/two"]\n`, ['one']],
    ['[workspace]\nmembers = ["tools/*"]\ndefault-members = ["tools/two"]\n', ['one']],
    [member('demo'), []],
    ['[workspace]\nmembers = [1, "", "*"]\ndefault-members = 3\n', []],
  ])('knows the members with a program that cargo leaves out by default: %j', (root, leftOut) => {
    const found = only({
      'Cargo.toml': root,
      'src/main.rs': '',
      'tools/one/Cargo.toml': member('one'),
      'tools/one/src/main.rs': '',
      'tools/two/Cargo.toml': member('two'),
      'tools/two/src/main.rs': '',
      'lib/Cargo.toml': member('lib'),
      'lib/src/lib.rs': '',
    });
    expect(found.build).toMatchObject({ leftOut });
  });

  it('survives TOML that is none', () => {
    expect(only({ 'Cargo.toml': '[[[', 'Cargo.lock': '\0' }).build).toMatchObject({ system: 'cargo', sysCrates: [] });
  });
});

describe('go', () => {
  it('recognises a program with cgo by its import, with its libraries', () => {
    const found = only({
      'go.mod': 'module example.org/tools/demo/v2\n\ngo 1.22\n',
      'main.go':
        'package main\n\n// #cgo LDFLAGS: -lz -lm\n// #cgo pkg-config: libsodium\nimport "C"\n\nfunc main() {}\n',
      'cmd/other/main.go': 'package main\nfunc main() {}\n',
    });
    expect(found.build).toEqual({
      system: 'go',
      module: 'example.org/tools/demo/v2',
      cgo: true,
      mains: ['./cmd/other', '.'],
      makefile: false,
    });
    expect(libraries(found)).toMatchObject({ zlib: { line: 3 }, sodium: { line: 4 } });
    expect(targets(found)).toEqual(['other', 'demo']);
  });

  it('recognises one without, and one that needs it by a dependency', () => {
    expect(only({ 'go.mod': 'module m\n', 'main.go': 'package main\n' }).build).toMatchObject({ cgo: false });
    const sqlite = 'module m\nrequire (\n\tgithub.com/mattn/go-sqlite3 v1.14.22\n)\n';
    expect(only({ 'go.mod': sqlite, 'main.go': 'package main\n' }).build).toMatchObject({ cgo: true });
  });
});

describe('what is not known how to build', () => {
  const c = { 'main.c': 'int main(void) { return 0; }\n' };

  it.each([
    ['SConstruct', 'SCons'],
    ['wscript', 'Waf'],
    ['BUILD.bazel', 'Bazel'],
    ['app.pro', 'qmake'],
    ['Jamfile', 'Jam'],
    ['Configure', 'Configure, a script of its own'],
  ])('builds no C files one by one beside %s', (file, name) => {
    const project = detect({ ...c, [file]: '' });
    expect(project).toMatchObject({ candidates: [], foreign: { name, file } });
    expect(() => chooseBuild(project)).toThrow(new RegExp(name));
    // Beside a makefile it says nothing.
    expect(detect({ ...c, [file]: '', Makefile: 'all:\n' }).candidates).toHaveLength(1);
  });

  it('says what Go lacks that has no module', () => {
    const project = detect({ 'main.go': 'package main\nfunc main() {}\n' });
    expect(() => chooseBuild(project)).toThrow('has no go.mod');
    for (const command of ['go build -o app ./cmd/app', '$(GO) generate ./commands', '$(BUILD) app']) {
      const makefile = { Makefile: `BUILD = go build -o\nall:\n\t${command}\n`, 'cmd/app/main.go': 'package main\n' };
      expect(() => chooseBuild(detect(makefile))).toThrow('has no go.mod');
    }
  });
});

describe('a makefile in the only folder that has one', () => {
  it('is the one of the project', () => {
    const found = only({ 'src/Makefile': 'app: main.o\n\tcc -o app main.o -lz\n', README: '' });
    expect(found.build).toMatchObject({ system: 'make', file: 'src/Makefile' });
    expect(libraries(found)).toMatchObject({ zlib: { optional: false } });
  });

  it.each([
    [{ 'a/Makefile': '', 'b/Makefile': '' }],
    [{ 'src/Makefile': '', 'src/CMakeLists.txt': '', 'lib/CMakeLists.txt': '' }],
    [{ 'a/b/Makefile': '' }],
    [{ 'src/configure.ac': '' }],
    [{ 'src/Makefile': '', 'src/configure': '' }],
  ])('is none where others are there, or deeper: %j', (files) => {
    expect(detect(files).candidates).toEqual([]);
  });
});

describe('a makefile that is called after the system', () => {
  it.each([
    ['Makefile.linux', 'Makefile.sun'],
    ['src/Makefile.linux', 'src/Makefile.osx'],
    ['makefile.unix', 'makefile.vms'],
    ['Makefile-gcc', 'Makefile-msvc'],
  ])('is the one of the project: %s', (file, other) => {
    const found = only({ [file]: 'app: a.o\n\tcc -o app a.o -lz\n', [other]: '', 'src/a.c': 'int main(void) {}' });
    expect(found.build).toMatchObject({ system: 'make', file });
    expect(libraries(found)).toHaveProperty('zlib');
  });

  it('is none beside one without an ending', () => {
    expect(only({ Makefile: '', 'Makefile.linux': '' }).build).toMatchObject({ file: 'Makefile' });
  });
});

describe('libraries of what is no part of the program', () => {
  it.each([
    [{ Makefile: 'HOSTLDLIBS_gconf = -lglade\nHOST_LIBS := `pkg-config --libs gtk+-2.0`\napp:\n\tcc -o app a.c\n' }],
    [{ Makefile: 'app:\n\tcc -o app a.c\n', 'scripts/kconfig/Makefile': 'LIBS = `pkg-config --libs glib-2.0`\n' }],
    [{ Makefile: 'app:\n\tcc -o app a.c\n', 'contrib/Makefile': 'LDLIBS = -lcurl\n' }],
    [{ Makefile: 'app:\n\tcc -o app a.c\n', 'demo/Makefile': 'LDLIBS = -lSDL\n' }],
  ])('are no need of it: %j', (files) => {
    expect(only(files).libraries).toEqual([]);
  });
});

describe('several candidates', () => {
  it('does not count a makefile that only calls another build system', () => {
    expect(only({ Makefile: 'all:\n\tcargo build --release\n', 'Cargo.toml': '' }).build.system).toBe('cargo');
    for (const word of ['go test ./...', 'cd cmd && $(GO) build .', '@$(GO) install'])
      expect(only({ Makefile: `all:\n\t${word}\n`, 'go.mod': 'module m\n' }).build.system).toBe('go');
    for (const word of ['$(CARGO) build', '@$(CARGO) b'])
      expect(only({ Makefile: `all:\n\t${word}\n`, 'Cargo.toml': '' }).build.system).toBe('cargo');
    expect(only({ Makefile: 'all:\n\t@$(CMAKE) -B build\n', 'CMakeLists.txt': '' }).build.system).toBe('cmake');
    expect(only({ Makefile: 'all:\n\tcmake -B build\n', 'CMakeLists.txt': '' }).build.system).toBe('cmake');
  });

  it.each([
    ['by variables', 'TOOL ?= cargo\nall: app\napp:\n\tenv X=1 $(TOOL) build\n', 'cargo'],
    ['by one variable', 'GOBUILD = CGO_ENABLED=0 $(GO) build -trimpath\nall:\n\t$(GOBUILD) ./...\n', 'go'],
    ['over several lines', 'all:\n\t@echo x && \\\n\t  go build ./...\n', 'go'],
    ['behind a help text', 'help:\n\t@echo x\nbuild:\n\tcargo build\n', 'cargo'],
    ['in a container alone', 'image:\n\tdocker build -t x .\n', 'go'],
    ['in no command at all', '.PHONY: release\nrelease: ; ./release.sh\n', 'cargo'],
  ])('nor one that calls it %s', (_, Makefile, system) => {
    const beside = system === 'go' ? { 'go.mod': 'module m\n' } : { 'Cargo.toml': '' };
    expect(only({ Makefile, ...beside }).build.system).toBe(system);
  });

  it.each([
    ['all: app\napp: a.c\n\t$(CC) -o app a.c\ndocs:\n\tgo run ./docs\n'],
    ['all: app\n\tgo run ./gen\napp: a.o\n\tcc -o app a.o\n'],
    ['all: a.o b.o\n'],
    ['all:\n\t$(MAKE) -C src\n'],
    ['include rules.mk\n'],
  ])('counts one that compiles or may: %j', (Makefile) => {
    const { candidates } = detect({ Makefile, 'go.mod': 'module m\n', 'a.c': '' });
    expect(candidates.map(({ build }) => build.system)).toEqual(['make', 'go']);
  });

  const both = { Makefile: 'all: demo\n', 'CMakeLists.txt': 'project(x)', 'a.c': 'int main(void){}' };

  it('prefers none where the files leave it open, and asks', () => {
    const project = detect(both);
    expect(project.candidates.map(({ build }) => build.system)).toEqual(['cmake', 'make']);
    const asked = {
      message: expect.stringContaining('several ways'),
      nextSteps: ['x --build-system cmake', 'x --build-system make'],
    };
    expect(() => chooseBuild(project, undefined, 'x')).toThrow(expect.objectContaining(asked));
    expect(chooseBuild(project, 'make').build.system).toBe('make');
    expect(() => chooseBuild(project, 'cargo')).toThrow(/built with cargo/);
  });

  it.each([
    [
      { configure: '# Generated by GNU Autoconf\n', 'configure.ac': 'AC_INIT(a)\n', 'CMakeLists.txt': '' },
      ['autotools', 'cmake'],
    ],
    [{ 'configure.ac': 'AC_INIT(a)\n', 'CMakeLists.txt': '' }, ['cmake', 'autotools']],
    [{ 'configure.ac': 'AC_INIT(a)\n', 'meson.build': "project('a', 'c')\n" }, ['meson', 'autotools']],
    [both, ['cmake', 'make']],
    // Another language may be another program.
    [{ 'CMakeLists.txt': '', 'Cargo.toml': '' }, []],
    [{ 'CMakeLists.txt': '' }, []],
  ])('knows which to take where nobody is asked: %j', (tree, systems) => {
    expect(preferredBuilds(detect(tree as Record<string, string>))).toEqual(systems);
  });

  it('says so where there is nothing', () => {
    expect(() => chooseBuild(detect({ 'README.md': '' }))).toThrow(/No project/);
  });

  it('names the nearest projects below, in words for a shell', () => {
    const tree = {
      'a/b/c/Makefile': '',
      'odd\nname/Makefile': '',
      "it's/go.mod": '',
      'app/Cargo.toml': '',
      'app/Makefile': '',
      'z/y/configure': '',
    };
    const nextSteps = ['cd ./app && x', `cd './it'\\''s' && x`, 'cd ./z/y && x'];
    expect(() => chooseBuild(detect(tree), undefined, 'x')).toThrow(expect.objectContaining({ nextSteps }));
    expect(detect(both).below).toBeUndefined();
  });

  it('names those of manuals, tests and packages last', () => {
    const tree = { 'doc/Makefile': '', 'tests/Makefile': '', 'src/C/Makefile': '', 'debian/x/Makefile': '' };
    expect(detect(tree).below).toEqual(['src/C', 'doc', 'tests']);
  });
});

it('lists what describes a build environment already', () => {
  const tree = { 'flake.nix': '', 'shell-musl.nix': '', Dockerfile: '', justfile: '', '.github/workflows/ci.yml': '' };
  expect(detect(tree).environments.map(({ kind }) => kind)).toEqual([
    'ci',
    'dockerfile',
    'flake',
    'justfile',
    'nix-shell',
  ]);
});

it.each([
  ['my project; rm -rf $HOME', 'my-project-rm-rf-HOME'],
  ['-rf', 'rf'],
  ['../..', 'project'],
  ['プログラム', 'project'],
  ['g++', 'g++'],
])('makes the folder name %j safe', (name, safe) => {
  expect(detect({}, name).name).toBe(safe);
});
