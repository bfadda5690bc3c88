import { expect, it } from 'vitest';
import { installedWords, startedBy } from '../../src/project/installed-words.js';

it('lists what install names, without what make does each time', () => {
  const again = './tools/doc-gen > doc.txt\n';
  const install = `${again}install -d /nowhere/usr/bin\ninstall -m 755 src/app /nowhere/usr/bin/app\n`;
  const words = installedWords(install, again);
  expect(words).toEqual(expect.arrayContaining(['src/app', '/nowhere/usr/bin/app']));
  expect(words.join()).not.toContain('doc-gen');
});

it("reads Automake's lists, and lines that go on", () => {
  const install = ' list=\'app app-ctl\'; test -n "/usr/local/bin" || list=; \\\n for p in $list; do \\\n done\n';
  expect(installedWords(install, '')).toEqual(expect.arrayContaining(['app', 'app-ctl']));
});

it.each([
  ['./gen > app.h', ['./gen']],
  ['\t@cd sub && LC_ALL=C ./gen x', ['./gen']],
  ['if test -x a; then tools/doc-gen; fi', ['tools/doc-gen']],
  ['gcc -o gen gen.c && echo ./not', []],
])('lists what %j starts', (commands, started) => {
  expect(startedBy(commands)).toEqual(started);
});
