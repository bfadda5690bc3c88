import { expect, it } from 'vitest';
import { dynamicLibc } from '../../src/artifact/libc.js';

const libc = (
  interpreter: string | null,
  needed: readonly string[],
  own: { readonly start?: boolean; readonly imports?: boolean | null },
) =>
  dynamicLibc(interpreter, { needed, soname: null, versionsNeeded: [] } as never, [], {
    muslStart: () => own.start ?? false,
    imports: () => own.imports ?? null,
  }).libc;

it.each([
  ['musl itself, its own loader', null, [], { start: true }, 'musl'],
  ['a loader that nobody knows', '/lib/ld-own.so', [], { start: true }, 'unknown'],
  ['a library of a program', null, ['libown.so'], { start: true }, 'unknown'],
  ['what needs nothing', null, [], { imports: false }, 'none'],
  ['what needs symbols of nobody knows whom', null, [], { imports: true }, 'unknown'],
  ['what cannot be read', null, [], { imports: null }, 'unknown'],
  ['a program with a loader that needs no symbols', '/lib/ld-own.so', [], { imports: false }, 'unknown'],
  ["musl's loader", '/lib/ld-musl-x86_64.so.1', [], {}, 'musl'],
  ["musl's library by its own name", null, ['libc.so'], {}, 'musl'],
])('the C library of %s', (_, interpreter, needed, own, expected) => {
  expect(libc(interpreter, needed, own)).toBe(expected);
});
