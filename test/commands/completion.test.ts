import { expect, it, vi } from 'vitest';
import { completionScript, printCompletions } from '../../src/commands/completion.js';
import { createProgram } from '../../src/program.js';

/** What the shells' scripts get for words, the last of which is being typed: values without descriptions. */
const completionsOf = async (...words: string[]): Promise<string[]> => {
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  printCompletions(await createProgram(new AbortController().signal, () => {}), words);
  log.mockRestore();
  return printed.map((line) => line.split('\t')[0] ?? '');
};

/** Files are wanted: the shell completes these itself. */
const files = [':0'];

it.each([
  ['a file as argument', ['inspect', ''], true],
  ['a file as value', ['doctor', '--ladder', ''], true],
  ['a folder as value', ['build', '--output', ''], true],
  ['a tree by its file', ['flow', 'run', './x'], true],
  ["another tool's words", ['build', '--', '--with'], true],
  ['a number as value', ['doctor', '--deadline', ''], false],
  ['no argument', ['status', ''], false],
  ['a tree by its name', ['flow', 'run', 'choose'], false],
  ['the mark of those words itself', ['build', '--'], false],
])('leaves to the shell what is a file: %s', async (_, words, left) => {
  const given = await completionsOf(...words);
  if (left) expect(given).toEqual(files);
  else expect(given).not.toEqual(files);
});

it('knows commands, options and values', async () => {
  expect(await completionsOf('cho')).toContain('choose');
  expect(await completionsOf('cho')).not.toContain('doctor');
  expect(await completionsOf('doctor', '--dead')).toContain('--deadline');
  expect(await completionsOf('choose', '--rung', '')).toEqual(expect.arrayContaining(['alpine', 'zig']));
  expect(await completionsOf('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
});

it.each([
  ['the value of an option as one word', ['choose', '--rung=al'], ['--rung=alpine']],
  ['the same, as bash divides it', ['choose', '--rung', '=', 'al'], ['alpine']],
  ['what comes after a value', ['choose', '--rung', 'alpine', '--rung', 'zi'], ['zig']],
  ['an argument behind an option with its value', ['canary', '--timeout', '5', 'gli'], ['glibc-static']],
  ['another of several', ['canary', 'zig', 'alp'], ['alpine']],
  ['behind an option of the program', ['--config-dir', '/x', 'vers'], ['version']],
  ['a short option', ['build', '-h'], ['-h']],
  ['nothing where a number is wanted', ['doctor', '--deadline', '1'], []],
  ['nothing behind the last argument', ['recipe', 'zig', 'z'], []],
  ['nothing for an option that takes no value', ['doctor', '--json='], []],
  ['files as one word', ['build', '--output='], null],
])('completes %s', async (_, words, wanted) => {
  expect(await completionsOf(...words)).toEqual(wanted === null ? files : [...wanted, ':4']);
});

it('says what a command and an option are for', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  printCompletions(await createProgram(new AbortController().signal, () => {}), ['vers']);
  printCompletions(await createProgram(new AbortController().signal, () => {}), ['doctor', '--js']);
  const lines = log.mock.calls.map(([line]) => line);
  log.mockRestore();
  expect(lines).toEqual([
    'version\tPrint the version',
    ':4',
    '--json\tPrint one JSON document to standard output',
    expect.stringMatching(/^--json-schema\t/),
    ':4',
  ]);
});

it('has a script for each shell that it names, and for no other', () => {
  for (const shell of ['bash', 'zsh', 'fish']) expect(completionScript(shell)).toContain('musl-wizard complete --');
  expect(() => completionScript('constructor')).toThrow('completion supports bash, zsh, fish (got: constructor)');
});
