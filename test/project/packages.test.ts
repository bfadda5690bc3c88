import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { packageById, packageFor, packages } from '../../src/project/packages.js';
import { packagesSchema } from '../../src/project/packages-schema.js';

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

it('is of the shape that the table has', () => {
  expect(Value.Errors(packagesSchema, packages)).toEqual([]);
  expect(Value.Check(packagesSchema, [{ id: 'x' }])).toBe(false);
});
