/** Results of tests by name, as `NAME: RESULT`, sorted; a name that comes again counts again. */
export type TestResults = readonly string[];

// What a test's end looks like. Sources: automake's manual (Scripts-based Testsuites), TAP 14, rustc's libtest, `go help test`,
// ctest(1), Meson's manual (Unit tests), Autoconf's manual (Autotest).
const patterns: readonly { readonly pattern: RegExp; readonly name: number; readonly result: number }[] = [
  { pattern: /^(PASS|FAIL|SKIP|XFAIL|XPASS|ERROR): (\S[^\n]{0,200})$/, name: 2, result: 1 },
  { pattern: /^(ok|not ok) \d{1,6} -? ?(\S[^\n]{0,200})$/, name: 2, result: 1 },
  { pattern: /^test (\S{1,200})(?: - should panic)? \.\.\. (ok|FAILED|ignored)\b/, name: 1, result: 2 },
  { pattern: /^\s{0,40}--- (PASS|FAIL|SKIP): (\S{1,200})/, name: 2, result: 1 },
  {
    pattern:
      /^\s{0,8}\d{1,6}\/\d{1,6} Test\s{1,8}#\d{1,6}: (\S{1,200}) \.{2,}\s{0,8}\**(Passed|Failed|Not Run|Skipped|Timeout|Exception)/,
    name: 1,
    result: 2,
  },
  {
    pattern:
      /^\s{0,8}\d{1,6}\/\d{1,6} (\S[^\n]{0,160}?)\s{1,80}(OK|FAIL|SKIP|TIMEOUT|ERROR|EXPECTEDFAIL|UNEXPECTEDPASS)\s{1,20}\d{1,6}\.\d\ds\b/,
    name: 1,
    result: 2,
  },
  {
    pattern:
      /^\s{0,6}\d{1,6}: (\S[^\n]{0,160}?)\s{1,80}(ok|FAILED|skipped|expected failure|UNEXPECTED PASS)(?: \(\S{1,200}\))?$/,
    name: 1,
    result: 2,
  },
];

/** The results in what a test suite printed; [] where none is in words that are known. Pure. */
export const testResultsIn = (output: string): TestResults =>
  output
    .split('\n')
    .flatMap((line) => {
      for (const { pattern, name, result } of patterns) {
        const match = pattern.exec(line.trimEnd());
        if (match) return [`${match[name]}: ${match[result]}`];
      }
      return [];
    })
    .toSorted();

/** The results that only one of two runs has. Pure. */
export const onlyIn = (these: TestResults, others: TestResults): TestResults => {
  const left = [...others];
  return these.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};
