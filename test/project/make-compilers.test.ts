import { describe, expect, it } from 'vitest';
import { callsCompiler, compilersIn } from '../../src/project/make-compilers.js';

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

describe('the compilers that must be given to make', () => {
  const words = (...sources: string[]) =>
    compilersIn(sources).map(({ variable, language, flags }) => [variable, language, ...flags].join(' '));

  it.each([
    ['CC = gcc\nCXX ?= g++\n', []],
    ['CC = gcc -std=c99 -I$(TOP)/x\n', ['CC c -std=c99 -I$(TOP)/x']],
    ['CC := ccache clang-17 -O2 # fast\n', ['CC c -O2']],
    ['CC = g++\n', ['CC cxx']],
    ['export CXX = c++ -g\n', ['CXX cxx -g']],
    [`CC = gcc $\{X}\n`, ['CC c $(X)']],
    ['LD = gcc\na:\n\t$(LD) -o a\n', ['LD c']],
    ['LD = gcc\n', []],
    ['COMP = gcc\nifeq ($(COMP),gcc)\nendif\na:\n\t$(COMP) a.c\n', []],
    ['CC = /opt/bin/gcc -O2\n', []],
    ['CC = gcc -shared\n', []],
    ['CC = gcc `pkg-config --cflags x`\n', []],
    ['HOSTCC = gcc -O2\na:\n\t$(HOSTCC) gen.c\n', []],
    ['LDSHARED = gcc -O2\na:\n\t$(LDSHARED) a.c\n', []],
  ])('of %j are %j', (source, expected) => {
    expect(words(source)).toEqual(expected);
  });

  it('are the last of one makefile, and the first of several', () => {
    expect(words('CC = gcc -a\nCC = gcc -b\n', 'CC = gcc -c\n')).toEqual(['CC c -b']);
  });

  it('are no more than somebody would write', () => {
    const many = Array.from({ length: 40 }, (_, at) => `L${at} = gcc -O${at}\na${at}:\n\t$(L${at}) a.c\n`).join('');
    expect(words(many)).toHaveLength(32);
  });
});
