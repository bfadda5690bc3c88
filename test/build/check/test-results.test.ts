import { expect, it } from 'vitest';
import { onlyIn, testResultsIn } from '../../../src/build/check/test-results.js';

it.each([
  ['automake', 'PASS: a.sh\nFAIL: b c\nXFAIL: d\n# TOTAL: 3\n', ['a.sh: PASS', 'b c: FAIL', 'd: XFAIL']],
  ['TAP', '1..2\nok 1 - opens\nnot ok 2 - closes\n', ['closes: not ok', 'opens: ok']],
  [
    'cargo',
    'running 3 tests\ntest tests::adds ... ok\ntest tests::slow ... ignored\ntest tests::dies - should panic ... FAILED\n',
    ['tests::adds: ok', 'tests::dies: FAILED', 'tests::slow: ignored'],
  ],
  [
    'go',
    '=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- FAIL: TestA/sub (0.01s)\nok  \tx\t0.004s\n',
    ['TestA/sub: FAIL', 'TestA: PASS'],
  ],
  [
    'ctest',
    '1/3 Test #1: one ..............   Passed    0.00 sec\n2/3 Test #2: two ..............***Failed    0.01 sec\n3/3 Test #3: three ............***Not Run (Disabled)   0.00 sec\n',
    ['one: Passed', 'three: Not Run', 'two: Failed'],
  ],
  [
    'meson',
    '1/2 app:one OK              0.01s\n2/2 two two      FAIL            0.02s   exit status 1\n',
    ['app:one: OK', 'two two: FAIL'],
  ],
  [
    'autotest',
    '  1: simple tests                                     ok\n 12: two  words  FAILED (a.at:20)\n  3: c skipped (b.at:5)\n  4: d  expected failure (b.at:9)\n 5: ok\n12:30: all ok\n',
    ['c: skipped', 'd: expected failure', 'simple tests: ok', 'two  words: FAILED'],
  ],
  ['nobody', 'checking for gcc... yes\nok\nPASS\nAll tests passed\n', []],
] as const)('reads the results of %s, without times', (_, output, results) => {
  expect(testResultsIn(output)).toEqual(results);
});

it('compares results that come again by their number', () => {
  expect(onlyIn(['a: ok', 'a: ok', 'b: ok'], ['a: ok', 'b: FAILED'])).toEqual(['a: ok', 'b: ok']);
  expect(onlyIn(['a: ok'], ['a: ok', 'a: ok'])).toEqual([]);
});
