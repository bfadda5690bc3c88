import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageById, packageFor, packages, packagesIn } from '../../src/project/packages.js';

it('has the libraries that C programs link most, each once', () => {
  expect(packages.length).toBeGreaterThanOrEqual(60);
  expect(new Set(packages.map(({ id }) => id)).size).toBe(packages.length);
});

it.each([
  ['pkg-config', 'libssl', 'openssl'],
  ['flag', 'z', 'zlib'],
  ['find-package', 'OpenSSL', 'openssl'],
  ['find-package', 'openssl', 'openssl'],
  ['meson', 'zlib', 'zlib'],
  ['crate', 'libz-sys', 'zlib'],
  ['cgo', 'libsodium', 'sodium'],
  ['header', 'curl/curl.h', 'curl'],
  ['flag', 'no-such-library', null],
] as const)('finds what %s asks for as %s', (how, name, id) => {
  expect(packageFor({ how, name })?.id ?? null).toBe(id);
});

it('gives every library by its id', () => {
  for (const entry of packages) expect(packageById(entry.id)).toBe(entry);
});

it('is the document of flows/packages.yaml, and refuses one of another shape', () => {
  const path = join(import.meta.dirname, '../../flows/packages.yaml');
  expect(packages).toEqual(parse(readFileSync(path, 'utf8')));
  expect(() => packagesIn([{ id: 'x' }])).toThrow(/table of packages/);
});
