import { expect, it } from 'vitest';
import { isQuotedBy } from '../../src/build/log/quoted-source.js';

it.each([
  // clang before version 17, and gcc before version 9
  ['    die("Temporary failure in name resolution");', '    ^~~ '],
  ['int x = lookup("could not resolve host");', '        ^'],
  ['\treturn bad;', '\t       ^~~'],
  // newer ones
  ['    2 | int main(void) { die("No space left on device"); }', '      |                  ^~~'],
])('takes %j for a line of source', (line, below) => {
  expect(isQuotedBy(line, below)).toBe(true);
});

it.each([
  ['a.c:2:5: error: use of undeclared identifier', '    ^'],
  ['sh: 1: hg: not found', 'make: *** [Makefile:2: all] Error 1'],
  // What a signature reads the kind of header from.
  ['#include <libxml/tree.h>', '         ^~~~~~~~~~~~~~~'],
  ['    1 | #include "zstd.h"', '      |          ^~~~~~~~'],
  ['ld: cannot find -lz', ''],
])('takes %j for none', (line, below) => {
  expect(isQuotedBy(line, below)).toBe(false);
});
