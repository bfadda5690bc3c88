import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/explain/diagnosis.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { explainLibraries } from '../../src/project/explain-libraries.js';
import { LeftOutWatch } from '../../src/project/left-out.js';
import { filesOf } from './files-of.js';

const project = chooseBuild(
  detectProject(
    filesOf({
      'configure.ac': 'AC_CHECK_LIB(z, deflate)\nPKG_CHECK_MODULES([O], [oniguruma])\nAC_CHECK_LIB(ncurses, initscr)\n',
    }),
  ),
);
const unknown = (excerpt: string) => ({ diagnoses: [], unknown: [{ line: 7, excerpt }] });

it.each([
  ['../sysoptions.h:281:10: error: #error "PASSWORD_AUTH requires `zlib()\'."', 'zlib'],
  ['configure: error: *** zlib missing - install first ***', 'zlib'],
  ['main.c:3:10: fatal error: zlib.h: No such file or directory', 'zlib'],
  ['main.c:3:10: fatal error: openssl/ssl.h: No such file or directory', 'openssl'],
  ['error: unable to find static system library "onig" using strategy no_fallback. searched paths: none', 'oniguruma'],
  ['/usr/bin/ld: cannot find -lonig: No such file or directory', 'oniguruma'],
  // Any header of a folder that is one library's own.
  ['main.c:3:10: fatal error: libxml/xmlmemory.h: No such file or directory', 'libxml2'],
  ['main.c:3:10: fatal error: event2/buffer.h: No such file or directory', 'event'],
  ["Package 'oniguruma', required by 'virtual:world', not found", 'oniguruma'],
])('knows %j for a library', (line, id) => {
  const { diagnoses } = explainLibraries(unknown(line), project, 'musl-gcc');
  expect(diagnoses).toMatchObject([{ cause: 'missing-static-lib', root: true, line: 7, excerpt: line }]);
  expect(diagnoses[0]?.title).toBe(`${id} is missing for this rung`);
});

it('calls no library missing that the machine has for the rung', () => {
  const here = new Set(['zlib']);
  const of = (line: string) => explainLibraries(unknown(line), project, 'glibc-static', [], '', here).diagnoses;
  expect(of('configure: error: could not find zlib.h: No such file in')).toEqual([]);
  expect(of('/usr/bin/ld: cannot find -lonig: No such file or directory')).toHaveLength(1);
});

it.each([
  'make: *** [all] Error 2',
  'fatal error: demo.h: No such file or directory',
  'zlib is nice',
  // A folder that many packages share.
  'fatal error: sys/nothing.h: No such file or directory',
  'x'.repeat(5000),
])('takes %j for none', (line) => {
  expect(explainLibraries(unknown(line), project, 'musl-gcc').diagnoses).toEqual([]);
});

const fixes = (line: string, rung: Parameters<typeof explainLibraries>[2]) =>
  explainLibraries(unknown(line), project, rung)
    .diagnoses[0]?.fixes.map(({ title }) => title)
    .join(' ');

it('knows how each rung gets the library', () => {
  expect(fixes('zlib.h: No such file', 'glibc-static')).toContain('Install zlib1g-dev; it has libz.a');
  expect(fixes('cannot find -lonig', 'glibc-static')).toContain('Debian has no static archive for it');
  expect(fixes('zlib.h: No such file', 'alpine')).toContain('Add zlib-dev and zlib-static');
  expect(fixes('zlib.h: No such file', 'pkgs-musl')).toContain('Add zlib to buildInputs');
});

it('says by which word the project is built without the library', () => {
  const tree = {
    'configure.ac': 'AC_ARG_WITH(zlib)\nAC_ARG_ENABLE([zlib],\n[x])\nAC_ARG_WITH(onig)\nAC_CHECK_LIB(z, deflate)\n',
  };
  const explained = (rung: 'zig' | 'alpine' | 'pkgs-musl') =>
    explainLibraries(unknown('zlib.h: No such file'), chooseBuild(detectProject(filesOf(tree))), rung)
      .diagnoses[0]?.fixes.flatMap(({ commands }) => commands)
      .at(-1);
  expect(explained('zig')).toBe('musl-wizard build -- --disable-zlib');
  expect(explained('alpine')).toBe('musl-wizard build -- --disable-zlib');
  expect(explained('pkgs-musl')).toBeUndefined();
});

describe('where no cause is known', () => {
  const leftOut = [
    { library: 'oniguruma', why: '', asked: '', line: 3, excerpt: 'checking for oniguruma.h... no', fixes: [] },
  ];
  const explained = (excerpt: string) => explainLibraries(unknown(excerpt), project, 'zig', leftOut).diagnoses;

  it('takes what was looked for and not found', () => {
    expect(explained("make[2]: *** No rule to make target 'all'.  Stop.")).toMatchObject([
      { cause: 'missing-static-lib', root: true, line: 3, excerpt: 'checking for oniguruma.h... no', confidence: 0.5 },
    ]);
  });

  it('leaves a complaint of the compiler, and of CMake, alone', () => {
    expect(explained('x.c:3: error: expected expression')).toEqual([]);
    expect(explained('CMake Error at man/CMakeLists.txt:29 (message): frobnicate not found')).toEqual([]);
    expect(explained('FATAL: Lacking libfrob development header file <libfrob/libfrob.h>')).toEqual([]);
    expect(explained('HINT: You first have to install libfrob')).toEqual([]);
  });

  const ending = (...lines: string[]) => {
    const excerpt = lines.at(-1) as string;
    const tail = ['checking for gcc... gcc', ...lines].join('\n');
    return explainLibraries({ diagnoses: [], unknown: [{ line: 20, excerpt }] }, project, 'zig', leftOut, tail)
      .diagnoses;
  };

  it.each([
    // tor's and ices2's.
    [
      [
        'checking for libevent directory... configure: WARNING: Could not find a linkable libevent.  If you have it installed somewhere unusual, you can specify an explicit path using --with-libevent-dir',
        'configure: WARNING: On Debian, you can install libevent using "apt-get install libevent-dev"',
        'configure: error: Missing libraries; unable to proceed.',
      ],
      'event',
      18,
    ],
    [
      [
        'checking for xml2-config... no',
        'checking for xml-config... no',
        'configure: error: XML configuration could not be found',
      ],
      'libxml2',
      18,
    ],
    [['checking for curl/curl.h... no', 'configure: error: required header is missing'], 'curl', 19],
    [['checking for inflate in -lz... (cached) no', 'configure: error: cannot go on'], 'zlib', 19],
  ])('takes what a configure says above its last words: %j', (lines, id, line) => {
    expect(ending(...lines)).toMatchObject([{ cause: 'missing-static-lib', root: true, line, confidence: 0.6 }]);
    expect(ending(...lines)[0]?.title).toBe(`${id} is missing for this rung`);
  });

  it.each([
    [['checking for libevent... yes', 'configure: error: cannot find the compiler']],
    [['checking for curl/curl.h... no', 'configure: error: C compiler cannot create executables']],
    [['checking for curl/curl.h... no', 'configure: error: bad option']],
  ])('but not what it does not miss: %j', (lines) => {
    expect(ending(...lines)).toEqual([]);
  });

  it('names all at once what a configure gave up for', () => {
    // rsync's; it ends with an error that names none.
    const rsync = chooseBuild(
      detectProject(
        filesOf({
          'configure.ac':
            'AC_ARG_ENABLE([xxhash],\n[x])\nAC_ARG_ENABLE([zstd],\n[x])\nAC_SEARCH_LIBS(XXH64, xxhash)\nAC_SEARCH_LIBS(ZSTD_x, zstd)\nAC_CHECK_LIB(acl, acl_get_file)\n',
        }),
      ),
    );
    const watch = new LeftOutWatch(rsync, 'musl-gcc');
    watch.push(
      '- Failed to find xxhash.h for xxhash checksum support.\n- Failed to find zstd.h for zstd compression.\n',
    );
    const error = unknown('configure.sh: error: Aborting configure run');
    const [first, second] = explainLibraries(error, rsync, 'musl-gcc', watch.end()).diagnoses;
    expect([first?.title, second?.title]).toEqual(['xxhash', 'zstd'].map((id) => `${id} is missing for this rung`));
    expect(first?.fixes.at(-1)).toMatchObject({
      title: 'Or build without xxhash, zstd.',
      commands: ['musl-wizard build -- --disable-xxhash --disable-zstd'],
    });
  });
});

const diagnosis = (cause: string, excerpt: string): Diagnosis => ({
  cause,
  root: true,
  confidence: 1,
  line: 1,
  excerpt,
  title: '',
  why: '',
  fixes: [],
  links: [],
});

it('adds to a cause that is about libraries, and leaves the others alone', () => {
  const missing = { diagnoses: [diagnosis('missing-static-lib', 'cannot find -lz')], unknown: [] };
  expect(explainLibraries(missing, project, 'glibc-static').diagnoses[0]).toMatchObject({
    title: 'zlib is missing for this rung',
    fixes: [{ commands: ['apt-get update', 'apt-get install -y zlib1g-dev'] }],
  });
  const unlinked = {
    diagnoses: [diagnosis('static-dependency-not-linked', 'undefined reference to `stdscr')],
    unknown: [],
  };
  expect(JSON.stringify(explainLibraries(unlinked, project, 'glibc-static').diagnoses)).toContain('-lncurses -ltinfo');
  const plain = chooseBuild(detectProject(filesOf({ 'a.c': 'int main(void) { return f(); }' })));
  expect(explainLibraries(unlinked, plain, 'glibc-static').diagnoses[0]?.fixes[0]?.title).toContain('No makefile');
  const disk = { diagnoses: [diagnosis('disk-full', 'zlib.h: No space left on device')], unknown: [] };
  expect(explainLibraries(disk, project, 'glibc-static')).toEqual(disk);
});

it('knows a crate by the library that it binds, and drops what another system would install', () => {
  const failed = 'error: failed to run custom build command for `openssl-sys v0.9.99`';
  const install = { title: 'Vendor it', commands: ['apk add openssl-dev'], needsRoot: true, changes: null, undo: null };
  const diagnosed = { ...diagnosis('openssl-for-target-missing', failed), fixes: [{ ...install, runnable: false }] };
  const [explained] = explainLibraries({ diagnoses: [diagnosed], unknown: [] }, project, 'musl-gcc').diagnoses;
  expect(explained?.cause).toBe('openssl-for-target-missing');
  expect(explained?.fixes.flatMap(({ commands }) => commands)).toEqual(['musl-wizard choose --rung alpine --yes']);
  expect(explained?.fixes.map(({ title }) => title)).toContain('Vendor it');
  expect(explainLibraries(unknown(failed), project, 'musl-gcc').diagnoses).toEqual([]);
});
