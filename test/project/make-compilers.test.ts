import { expect, it } from 'vitest';
import { callsCompiler } from '../../src/project/make-compilers.js';

it.each([
  ['a:\n\tgcc -o a a.c\n', true],
  ['a:\n\t@cd src && g++ -o a a.cc\n', true],
  ['a:\n\tcc a.c\n', true],
  ['a:\n\t$(CC) -o a a.c # gcc -o\n', false],
  ['a:\n\techo gcc is used\n', false],
  ['CC = gcc -std=c99\n', false],
  ['a:\n\tgcc-config x\n', false],
])('whether %j starts a compiler by its name: %s', (source, calls) => {
  expect(callsCompiler([source])).toBe(calls);
});
