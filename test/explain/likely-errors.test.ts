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
    'make: *** [all] Error 2',
    'Trace/breakpoint trap (core dumped)',
    'frob: flux is not supported',
    'FAILED: frob.o',
    'thread main panicked: flux',
    'ValueError: flux must be set',
    'Frob exited with code 9',
  ])('%s', (line) => {
    expect(unknown(`compiling\n${line}\n`)[0]?.excerpt).toBe(line);
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
    ['make has no rule', "frob: done\nmake: *** No rule to make target 'a', needed by 'b'.  Stop.\n", 2],
  ])('points at what tells most: %s', (_, log, line) => {
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
    ['mocha', `> mocha t.js\n${said}  3 passing (20ms)\n`],
  ])('%s', (_, log) => {
    expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
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
