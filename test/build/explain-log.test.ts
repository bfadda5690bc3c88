import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { explainLog } from '../../src/build/log/explain-log.js';
import type { Outcome } from '../../src/build/result.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { filesOf } from '../project/files-of.js';
import { someFacts } from '../support/facts.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-explain-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const project = chooseBuild(detectProject(filesOf({ Makefile: 'app: app.c\n\t$(CC) -o app app.c\n' })));
const causes = async (...lines: string[]) => {
  const log = join(folder, 'log');
  writeFileSync(log, `${lines.join('\n')}\n`);
  const build = { facts: someFacts(), rung: 'zig', options: {}, project } as const;
  const { diagnoses } = await explainLog(log, 'failed', [], build, false);
  return diagnoses.filter(({ root }) => root).map(({ cause }) => cause);
};

const compiler = ["main.c:3:5: error: unknown type name 'frob_t'", 'make: *** [Makefile:2: main.o] Error 1'];

it('takes a program that make asked in vain for no cause where a compiler gave up', async () => {
  for (const missing of ['make: hg: No such file or directory', '/bin/sh: 1: hg: not found'])
    expect(await causes('$ make', missing, 'cc -c main.c', ...compiler)).not.toContain('program-missing');
});

it.each([
  [['/bin/sh: 1: hg: not found', 'make: *** [Makefile:2: version.h] Error 127']],
  // A pipe ends with the status of its last command; the header that it leaves is empty.
  [['hexer -i logo | sed s/x/y/ >logo.h', '/bin/sh: 1: hexer: not found', 'cc -c main.c', ...compiler]],
])('but names the one that a step calls: %j', async (lines) => {
  expect(await causes('$ make', ...lines)).toEqual(['program-missing']);
});

it('reads no message in the source that a compiler quotes', async () => {
  const quoted = '    log("curl: (6) Could not resolve host: example.org");';
  const error = "dns.c:9:5: error: use of undeclared identifier 'log'";
  expect(await causes(quoted, 'make: *** [Makefile:2: dns.o] Error 1')).toEqual(['dns-resolution-failed']);
  expect(await causes(error, quoted, '    ^~~', 'make: *** [Makefile:2: dns.o] Error 1')).toEqual([]);
});

it('takes no library that a build did without for the cause where its time was over', async () => {
  const log = join(folder, 'late');
  writeFileSync(
    log,
    '$ ./configure\nchecking for curl/curl.h... no\nchecking for long... configure: stopped after 300 s (time limit)\n',
  );
  const tree = filesOf({ 'configure.ac': 'PKG_CHECK_MODULES([CURL], [libcurl], [a=yes], [a=no])\n' });
  const build = { facts: someFacts(), rung: 'zig', options: {}, project: chooseBuild(detectProject(tree)) } as const;
  const leftOut = [
    { library: 'curl', why: '', asked: '', line: 2, excerpt: 'checking for curl/curl.h... no', fixes: [] },
  ] as const;
  const rootOf = async (outcome: Outcome) => {
    const { diagnoses } = await explainLog(log, outcome, leftOut, build, false);
    return diagnoses.filter(({ root }) => root).map(({ cause }) => cause);
  };
  expect(await rootOf('failed')).toEqual(['missing-static-lib']);
  expect(await rootOf('timeout')).toEqual([]);
});

it('shows the line of a cause among those that the log has, also among quoted ones that were not searched', async () => {
  const log = join(folder, 'quoted');
  const lines = [
    '$ make',
    '/bin/ld: cannot find -lsodium: No such file or directory',
    '    3 | frob();',
    '      | ^~~~',
  ];
  writeFileSync(log, lines.join('\n'));
  const build = { facts: someFacts(), rung: 'zig', options: {}, project } as const;
  const { diagnoses } = await explainLog(log, 'failed', [], build, false);
  expect(diagnoses[0]?.around?.map(({ line, excerpt }) => [line, excerpt])).toEqual([
    [1, '$ make'],
    [3, expect.stringContaining('frob();')],
    [4, expect.stringContaining('^~~~')],
  ]);
});
