/** A program of Debian with tests of its own, which run with a static build and with a native one. */
export interface TestedProgram {
  /** Debian's source package. */
  readonly package: string;
  readonly rung: 'musl-gcc' | 'glibc-static';
  /** How its tests are run: the words of `build`. */
  readonly words: readonly string[];
  /** What the tests are, for the table. */
  readonly tests: string;
  /** What differs, each as `where: what the static program has`; [] where nothing does. */
  readonly differs: readonly string[];
  /** Whether it takes so little time that every run of the suite has it. */
  readonly always?: true;
}

const check = (command: string): readonly string[] => ['--check', command];
const ofBzip2 = check(
  'for i in 1 2 3; do {bzip2} -$i < sample$i.ref | cmp - sample$i.bz2 && {bzip2} -d < sample$i.bz2 | cmp - sample$i.ref; echo $i: $?; done',
);
const ofScdoc = check(
  'cp {scdoc} . && for t in comments heading indent inline-formatting line-breaks preamble tables; do sh test/$t; done',
);
const makeCheck = '`make check`';

export const testedPrograms: readonly TestedProgram[] = [
  {
    package: 'bzip2',
    rung: 'musl-gcc',
    words: ofBzip2,
    tests: 'samples of its `make test`',
    differs: [],
    always: true,
  },
  { package: 'scdoc', rung: 'musl-gcc', words: ofScdoc, tests: 'scripts in `test/`', differs: [], always: true },
  { package: 'hello', rung: 'musl-gcc', words: ['--test'], tests: makeCheck, differs: [] },
  { package: 'patch', rung: 'musl-gcc', words: ['--test'], tests: makeCheck, differs: [] },
  { package: 'gzip', rung: 'musl-gcc', words: ['--test'], tests: makeCheck, differs: [] },
  {
    package: 'diffutils',
    rung: 'musl-gcc',
    words: ['--test'],
    tests: makeCheck,
    // They are skipped where the French locale is not installed; musl accepts any name of a locale.
    differs: ['test-nl_langinfo-mt: PASS', 'test-setlocale_null-mt-all: PASS', 'test-setlocale_null-mt-one: PASS'].map(
      (result) => `test: ${result}`,
    ),
  },
  {
    package: 'bc',
    rung: 'musl-gcc',
    words: check('for f in Test/*.b; do echo $f; {bc} -l $f </dev/null; done'),
    tests: 'scripts in `Test/`',
    differs: [],
  },
  {
    package: 'xxhash',
    rung: 'musl-gcc',
    words: check(
      '{xxhsum} < xxhash.c && {xxhsum} xxhash.* && {xxhsum} -H0 xxhash.* | {xxhsum} -c - && {xxhsum} -H2 xxhash.* | {xxhsum} -c -',
    ),
    tests: 'commands of its `make check`',
    differs: [],
  },
  {
    package: 'mawk',
    rung: 'musl-gcc',
    words: check('cp {mawk} . && cd test && PATH=.:$PATH sh mawktest ../mawk'),
    tests: '`test/mawktest`',
    // musl has no arc4random.
    differs: ['stderr: random-funcs:       srandom/random'],
  },
  {
    package: 'ed',
    rung: 'musl-gcc',
    words: check('cp {ed} ed && sh testsuite/check.sh testsuite 1'),
    tests: 'script of its `make check`',
    differs: [],
  },
  { package: 'dos2unix', rung: 'musl-gcc', words: ['--test'], tests: makeCheck, differs: [] },
  {
    package: 'figlet',
    rung: 'glibc-static',
    words: check('cp {figlet} . && sh run-tests.sh fonts'),
    tests: '`run-tests.sh`',
    differs: [],
  },
  { package: 'bzip2', rung: 'glibc-static', words: ofBzip2, tests: 'samples of its `make test`', differs: [] },
];
