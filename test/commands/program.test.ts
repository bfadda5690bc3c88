import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/program.js';

const create = () => createProgram(new AbortController().signal, () => {});
const program = await create();
const commands = program.commands.filter((command) => command.name() !== 'complete');

let printed: string;
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** What `musl-wizard WORDS` prints, for words that start no effect. */
const run = async (...words: string[]): Promise<string> => {
  await (await create()).parseAsync(words, { from: 'user' }).catch((error: Error & { exitCode?: number }) => {
    if (error.exitCode !== 0) throw error; // help and version end by an exception
  });
  return printed;
};

/** All help of a command, as `--help` prints it. */
const helpOf = (command: Command): string => {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
};

/** The command lines in the examples of a help page. */
const examplesIn = (help: string): string[] =>
  [...(help.split('\nExamples:\n')[1] ?? '').matchAll(/^ {2}(musl-wizard.*?)(?: {2,}|$)/gm)].map(
    ([, line]) => line ?? '',
  );

describe('--help', () => {
  it('says what happens without a command, and names the main commands first', () => {
    const help = helpOf(program);
    expect(help).toMatch(/Without a command: the wizard/);
    const at = (name: string) => help.indexOf(`\n  ${name} `);
    expect(at('doctor')).toBeGreaterThan(0);
    for (const name of ['canary', 'flow', 'undo']) expect(at(name)).toBeGreaterThan(at('build'));
  });

  it.each(commands.map((command) => [command.name(), command] as const))(
    '%s: a group, a description, options in one style',
    (_name, command) => {
      expect(command.helpGroup()).not.toBe('');
      expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
      for (const option of command.options) {
        expect(option.description, option.flags).toMatch(/^(?:[A-Z]|alpine: |musl-cross: |pkgs-musl: |run: |graph: )/);
        expect(option.description, option.flags).not.toMatch(/again for more|when not named/);
      }
    },
  );

  it('marks exactly the repeatable options', () => {
    for (const command of commands) {
      for (const { flags, description, parseArg } of command.options) {
        expect(description.includes('(repeatable)'), `${command.name()} ${flags}`).toBe(parseArg !== undefined);
      }
    }
  });

  it('has examples wherever there is something to give', () => {
    for (const command of commands) {
      if (command.options.length + command.registeredArguments.length === 0) continue;
      expect(helpOf(command), command.name()).toContain('\nExamples:\n');
    }
  });

  it('has examples that name commands and options that exist', () => {
    const lines = [program, ...commands].flatMap((command) => examplesIn(helpOf(command)));
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      const [, name, ...words] = (line.split(/ [<>] | -- /)[0] ?? '').split(' ');
      const command = name === undefined ? program : commands.find((each) => each.name() === name);
      expect(command, line).toBeDefined();
      const known = command?.options.flatMap(({ long, short }) => [long, short]) ?? [];
      for (const word of words.filter((each) => /^-./.test(each))) expect(known, line).toContain(word);
    }
  });
});

it('help COMMAND is COMMAND --help', async () => {
  const direct = await run('doctor', '--help');
  printed = '';
  expect(await run('help', 'doctor')).toBe(direct);
  expect(direct).toContain('Examples:');
});

it('help of an unknown command is an error', async () => {
  await expect(run('help', 'docter')).rejects.toThrow("unknown command 'docter'");
});

it('version is --version', async () => {
  const direct = await run('--version');
  printed = '';
  expect(await run('version')).toBe(direct);
});

describe('a file in the place of a command', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-program-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is explained, with the options of explain', async () => {
    const log = join(folder, 'build.log');
    writeFileSync(log, '/usr/bin/ld: cannot find -lsodium\ncollect2: error: ld returned 1 exit status\n');
    const document = JSON.parse(await run(log, '--json'));
    expect(document).toMatchObject({ schema: 'musl-wizard.explain/1', diagnoses: [{ cause: 'missing-static-lib' }] });
  });

  it('never takes the place of a command', async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      writeFileSync('version', 'error: a trap\n');
      expect(await run('version')).not.toContain('schema');
    } finally {
      process.chdir(before);
    }
  });

  it('is an unknown command where it is not there', async () => {
    await expect(run(join(folder, 'absent.log'))).rejects.toThrow('unknown command');
  });
});
