import { expect, it } from 'vitest';
import { Page, pageText } from '../../src/console/page.js';

const path = `/srv/${'long/'.repeat(12)}log`;

it('wraps lines between words, below their own beginning, and breaks no command and no path', () => {
  const lines = [
    '✓ zig           works     Built and inspected, and it is static as was wished',
    '  why       the static archive of a library is not installed',
    '            apt-get install -y --no-install-recommends libsodium-dev libsodium23',
    `Log: ${path}`,
    'To put the programs into dist-static, and nothing else: mw build',
  ];
  expect(pageText(lines, 40, 'mw')).toBe(`✓ zig           works     Built and
inspected, and it is static as was
wished
  why       the static archive of a
            library is not installed
            apt-get install -y --no-install-recommends libsodium-dev libsodium23
Log:
${path}
To put the programs into dist-static,
and nothing else:
  mw build
`);
  expect(pageText(lines, undefined, 'mw')).toBe(`${lines.join('\n')}\n`);
});

it('says what is before a command in a line of its own, where one has no room for both', () => {
  const page = new Page(20);
  page.command('  Next: ', 'mw build');
  page.command('  Next, to share it: ', 'mw recipe --write');
  page.command('  $ ', 'a command of more than twenty columns');
  expect(page.text).toBe(
    '  Next: mw build\n  Next, to share it:\n    mw recipe --write\n  $ a command of more than twenty columns\n',
  );
});
