import { expect, it } from 'vitest';
import { linkNames } from '../../src/project/link-names.js';
import { packages } from '../../src/project/packages.js';

it.each([
  ['zlib', ['z']],
  ['openssl', ['ssl', 'crypto']],
  ['of-no-table', ['of-no-table']],
])('%s is linked as %j', (id, names) => {
  expect(linkNames(id)).toEqual(names);
});

it('a library that is called by several names is linked by one of them, unless the table says more', () => {
  const several = packages.filter(({ flags, link }) => link === undefined && flags.length > 1);
  expect(several.length).toBeGreaterThan(0);
  for (const { id, flags } of several) expect(linkNames(id)).toEqual([flags[0]]);
});
