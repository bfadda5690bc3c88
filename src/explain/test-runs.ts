/**
 * Where a log shows the run of a test suite. What a test prints is what it is about, not what
 * happened: of a run that passed nothing is evidence.
 */

/** `probe`: an attempt of configure or Meson begins; what the one before it said is no evidence. */
export type TestEvent = 'start' | 'pass' | 'fail' | 'probe';

interface Marker {
  readonly event: TestEvent;
  readonly pattern: RegExp;
  /** Every line that the pattern matches contains one of these, in these letters. */
  readonly literals: readonly string[];
}

const marker = (event: TestEvent, pattern: RegExp, ...literals: string[]): Marker => ({ event, pattern, literals });

/** A text behind or before each digit: what stands on every other line is searched for with the number that it has here. */
const counted = (text: string, place: 'before' | 'behind'): readonly string[] =>
  Array.from('0123456789', (digit) => (place === 'before' ? `${digit}${text}` : `${text}${digit}`));

const markers: readonly Marker[] = [
  // cargo test, with and without --nocapture
  marker('start', /^running \d+ tests?$/, ...counted('running ', 'behind')),
  marker('pass', /^test result: ok\b/, 'test result: '),
  marker('fail', /^test result: FAILED\b/, 'test result: '),
  // go test -v
  marker('start', /^=== (?:RUN|CONT|PAUSE) /, '=== RUN', '=== CONT', '=== PAUSE'),
  marker('pass', /^--- (?:PASS|SKIP): /, '--- PASS', '--- SKIP'),
  marker('fail', /^(?:--- FAIL: |FAIL\s+\S+ \[(?:build|setup) failed\])/, '--- FAIL', 'build failed]', 'setup failed]'),
  // ctest -V, meson test -v
  marker('start', /^(?:Start +\d+: |\d+\/\d+ \S.* RUNNING$)/, ' Start  ', ...counted(' Start ', 'behind'), ' RUNNING'),
  marker(
    'pass',
    /^\d+\/\d+ (?:Test +#\d+: .*Passed +[\d.]+ sec|.* (?:OK|EXPECTEDFAIL|SKIP) +[\d.]+s)/,
    ' Passed ',
    ' OK   ',
    'EXPECTEDFAIL',
    ' SKIP ',
  ),
  marker(
    'fail',
    /^\d+\/\d+ (?:Test +#\d+: .*\*\*\*|.* (?:FAIL|ERROR|TIMEOUT) +[\d.]+s)/,
    '***Failed',
    '***Exception',
    '***Timeout',
    '***Not Run',
    ' FAIL  ',
    ' ERROR  ',
    ' TIMEOUT  ',
  ),
  // automake's test-suite.log, ctest's LastTest.log
  marker('start', /^(?:SKIP|XFAIL): \S+$/, 'SKIP: ', 'XFAIL: '),
  marker('pass', /^(?:SKIP|XFAIL) \S.* \(exit status: \d+\)$/, ' (exit status: '),
  marker('fail', /^(?:FAIL|XPASS|ERROR) \S.* \(exit status: \d+\)$/, ' (exit status: '),
  marker('start', /^\d+\/\d+ Testing: /, ...counted(' Testing: ', 'before')),
  marker('pass', /^Test Passed\.$/, 'Test Passed.'),
  marker('fail', /^Test Failed\.$/, 'Test Failed.'),
  // pytest, unittest, gtest, Surefire, prove
  marker('start', /^=+ test session starts =+$/, 'test session starts'),
  marker(
    'fail',
    /^=+ .*\b\d+ (?:failed|error).* in [\d.]+s/,
    ...counted(' failed', 'before'),
    ' error in ',
    ' errors in ',
  ),
  marker('pass', /^=+ .*\b\d+ passed\b.* in [\d.]+s/, ...counted(' passed', 'before')),
  marker('start', /^\[ RUN {6}\] /, '[ RUN      ]'),
  marker('pass', /^\[ {7}OK \] /, '[       OK ]'),
  marker('fail', /^\[ {2}FAILED {2}\] /, '[  FAILED  ]'),
  marker('start', /^(?:\[INFO\] )?(?: T E S T S|Running [\w.$]+Test\w*)$/, 'T E S T S', 'Running '),
  marker('pass', /^(?:\[INFO\] )?Tests run: \d+, Failures: 0, Errors: 0\b/, 'Tests run: '),
  marker('fail', /^(?:\[ERROR\] )?Tests run: \d+, (?:Failures: [1-9]|Failures: 0, Errors: [1-9])/, 'Tests run: '),
  marker('start', /^(?:> (?:mocha|jest|vitest|ava|tap)\b|RUN +v\d)/, '> mocha', '> jest', '> vitest', ' RUN  v'),
  marker(
    'fail',
    /^(?:\d+ failing$|(?:Tests|Test Suites|Test Files):? .*\d+ failed)/,
    ' failing',
    ...counted(' failed', 'before'),
  ),
  marker(
    'pass',
    /^(?:\d+ passing \(|(?:Tests|Test Files):? +.*\d+ passed)/,
    ' passing (',
    ...counted(' passed', 'before'),
  ),
  // config.log, meson-log.txt
  marker('probe', /^configure:\d+: checking /, ...counted('configure:', 'behind')),
  marker('fail', /^configure:\d+: error: /, ...counted('configure:', 'behind')),
  marker('probe', /^Running compile:$/, 'Running compile:'),
  // CMakeError.log, CMakeOutput.log, CMakeConfigureLog.yaml
  marker(
    'probe',
    /^(?:Determining|Performing|Detecting|Checking|Check|Compil\w{1,6}|Parsed) .{1,300} (?:failed|passed) with the following output:/,
    ' with the following output:',
  ),
  marker('probe', /^kind: "try_(?:compile|run)-v\d"/, 'kind: "try_'),
  // go test -json
  marker('start', /^\{"Time":.{1,100}"Action":"(?:start|run)"/, '"Action":"start"', '"Action":"run"'),
  marker('pass', /^\{"Time":.{1,100}"Action":"(?:pass|skip)"/, '"Action":"pass"', '"Action":"skip"'),
  marker('fail', /^\{"Time":.{1,100}"Action":"fail"/, '"Action":"fail"'),
  // TAP: node --test, prove
  marker('start', /^TAP version \d+$/, 'TAP version'),
  marker('fail', /^(?:# fail [1-9]|not ok \d(?!.* # (?:TODO|SKIP|todo|skip|Todo|Skip)\b))/, '# fail ', 'not ok '),
  marker('pass', /^# fail 0$/, '# fail 0'),
  marker('pass', /^(?:Fail: +0$|100% tests passed)/, 'Fail:    ', 'tests passed'),
  marker('fail', /^(?:Fail: +[1-9]|The following tests FAILED:)/, 'Fail:    ', 'tests FAILED:'),
  marker('pass', /^(?:All tests successful\.|Result: PASS$)/, 'All tests successful', 'Result: PASS'),
];

/** What is searched for to find lines of test runs. */
export const testRunLiterals: readonly string[] = [...new Set(markers.flatMap(({ literals }) => literals))];

const byLiteral = new Map(
  testRunLiterals.map((literal) => [literal, markers.filter(({ literals }) => literals.includes(literal))]),
);

/** What a line with this literal reports about a test run; null when it reports nothing. Takes the line trimmed. */
export const testEvent = (line: string, literal: string): TestEvent | null =>
  byLiteral.get(literal)?.find(({ pattern }) => pattern.test(line))?.event ?? null;
