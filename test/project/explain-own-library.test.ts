import { expect, it } from 'vitest';
import type { Diagnosis } from '../../src/explain/diagnosis.js';
import { detectProject } from '../../src/project/detect.js';
import { explainOwnLibrary } from '../../src/project/explain-own-library.js';
import { filesOf } from './files-of.js';

const missing = (excerpt: string, cause = 'missing-static-lib') =>
  ({ cause, root: true, confidence: 0.8, line: 7, excerpt, title: '', why: '', fixes: [], links: [] }) as Diagnosis;

it.each([
  ['/usr/bin/ld: cannot find -lcpufreq: No such file or directory', 'project-library-not-static'],
  ['ld: error: unable to find library -lcpufreq', 'project-library-not-static'],
  ['/usr/bin/ld: cannot find -lz: No such file or directory', 'missing-static-lib'],
])('knows whose %s is', (excerpt, cause) => {
  expect(explainOwnLibrary([missing(excerpt)], ['cpufreq'])).toMatchObject([{ cause, root: true, line: 7 }]);
});

it('leaves other causes alone', () => {
  const other = missing('-lcpufreq', 'linker-error');
  expect(explainOwnLibrary([other], ['cpufreq'])).toEqual([other]);
});

it.each([
  ['libcpufreq.la: lib/cpufreq.lo\n\tlibtool --mode=link $(CC) -o $@ $<\n', ['cpufreq']],
  ['libfoo.so.1: foo.o\n\t$(CC) -shared -o $@ $<\n', ['foo']],
  ['app: app.o\n\t$(CC) -o app app.o -lz\n', undefined],
])('reads what the makefile builds: %j', (rule, own) => {
  const [found] = detectProject(filesOf({ Makefile: `${rule}all:\n` })).candidates;
  expect(found?.own).toEqual(own);
});
