import { expect, it } from 'vitest';
import { requestsIn } from '../../src/project/make.js';

/** The libraries that a makefile links, with what is required of them. */
const required = (source: string) =>
  Object.fromEntries(requestsIn('Makefile', source).map(({ name, optional }) => [name, !optional]));

it.each([
  ['the rule of the only program', 'hello: main.c\n\t$(CC) -o $@ $< -lz\n', { z: true }],
  [
    'a program that the default goal needs',
    '.PHONY: all\nall: a b\na: a.c\n\tcc a.c -lz\nb: b.c\n\tcc b.c -lm2\n',
    { z: true, m2: true },
  ],
  ['a program that it needs by a variable', 'BIN = app\nall: $(BIN)\n$(BIN): a.o\n\tcc -o $@ a.o -lz\n', { z: true }],
  ['a rule that plain make does not run', 'app: a.c\n\tcc a.c\ntest: t.c\n\tcc t.c -lcheck\n', { check: false }],
  ['what stands under a condition', 'app: a.c\nifdef X\n\tcc a.c -lz\nendif\n', { z: false }],
  ['a variable of one target', 'app: LDLIBS = -lz\napp: a.c\n', { z: true }],
  ['a variable of another target', 'app: a.c\nbench: LDLIBS = -lz\n', { z: false }],
  ['a pattern rule', '%: %.c\n\tcc $< -lz\napp: app.o\n', { z: false }],
  ['a variable for all', 'LIBS = -lz\napp: a.c\n\tcc a.c $(LIBS)\n', { z: true }],
])('%s', (_, source, expected) => expect(required(source)).toEqual(expected));

it('follows neither a circle of variables nor one of rules', () => {
  expect(required('A = $(B)\nB = $(A)\n$(A): b\nb: c\n\tcc -lz\nc: b\n')).toEqual({ z: true });
});
