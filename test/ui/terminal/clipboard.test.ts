import { expect, it } from 'vitest';
import { asSeen } from '../../../src/text/shown-command.js';
import { copySequence } from '../../../src/ui/terminal/clipboard.js';

/** What a terminal puts on its clipboard. */
const copied = (text: string): string => {
  const [, found = ''] = /\x1b\]52;c;([^\x07]*)\x07/.exec(copySequence(text, {})) ?? [];
  return Buffer.from(found, 'base64').toString();
};

it.each(['make -j2', 'make\nmake install', "grep 'ä b' x"])('copies what is shown as it is: %j', (text) => {
  expect(copied(text)).toBe(text);
});

it.each([
  ['what a terminal would obey', 'a\x1b]0;x\x07', "$'a\\e]0;x\\007'"],
  ['what returns to the start of the line', 'true\rrm -r x', "$'true\\rrm -r x'"],
  ['what reorders', 'a\u202eb', "$'a\\342\\200\\256b'"],
])('copies as one quoted word %s', (_, text, quoted) => {
  expect(copied(text)).toBe(quoted);
});

it('has of a name in one line no second line, which a shell would run', () => {
  expect(asSeen('/tmp/build.log')).toBe('/tmp/build.log');
  expect(asSeen('/tmp/a\ntouch x\n.log')).toBe("$'/tmp/a\\ntouch x\\n.log'");
});
