import { expect, it } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { goNeedsOf } from '../../src/artifact/go-needs.js';
import { maxSearched } from '../../src/artifact/search-text.js';

const kinds = (table: string) => {
  const bytes = Buffer.from(table, 'latin1');
  return goNeedsOf(bytesSource(bytes), [{ offset: 0, size: bytes.length }])?.map(({ kind }) => kind) ?? null;
};

it.each([
  ['\0net.dnsReadConfig\0os/user.lookupUser\0', ['names', 'users']],
  ['\0mynet.dnsReadConfig\0net.dnsReadConfigX\0net.dnsReadConfig.func1\0', []],
  ['\0time.loadLocation\0', ['timeZones']],
  ['\0time.loadLocation\0time/tzdata.loadFromEmbeddedTZData\0', []],
  ['\0crypto/x509.loadSystemRoots\0crypto/x509.SetFallbackRoots\0', []],
  ['', []],
])('names of functions in the table of Go: %j', (table, needs) => {
  expect(kinds(table)).toEqual(needs);
});

it('calls nothing absent of a table that is not searched to its end', () => {
  const size = maxSearched + 1024 * 1024;
  expect(goNeedsOf(bytesSource(new Uint8Array(size)), [{ offset: 0, size }])).toBeNull();
});
