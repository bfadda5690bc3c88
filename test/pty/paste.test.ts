import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { describeLab, staticLibc } from '../support/lab.js';
import { isGivenBack, TerminalRun } from './terminal.js';

let run: TerminalRun;
afterEach(() => run.close());

const piece = fc.oneof(
  fc.constantFrom('\r', 'y', 'f', 't', 'r', 'w', 's', 'u', 'p', 'q', 'x', 'o', ' ', 'j', 'k', 'G', 'g', '/', '?', 'l'),
  fc.constantFrom('find . -name x\r', 'yes\ryes\r', 'f\r', 't\r', 'j\r', 'make -j4 && ls\r', 'sudo rm -rf /\r'),
);
/** Text of two characters at least: one alone is a key. */
const texts = (seed: number): readonly string[] =>
  fc.sample(
    fc.array(piece, { minLength: 2, maxLength: 8 }).map((pieces) => pieces.join('')),
    { numRuns: 200, seed },
  );

/** All files that the program has written: what is run leaves a log or a line in the journal, what is saved a setting. */
const written = (): string[] => {
  const folder = run.settings;
  return existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : [];
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Pastes 200 texts, each as the terminal would: in brackets where the program asked for them. */
const pasteAll = async (seed: number, brackets: boolean): Promise<void> => {
  for (const text of texts(seed)) {
    run.send(brackets && run.emulator.isBracketedPaste() ? `\x1b[200~${text}\x1b[201~` : text);
    await pause(2);
  }
  await run.waitFor('Pasted text is ignored');
  // Longer than keys after a paste belong to it.
  await pause(400);
};

const press = async (key: string, shown: string | RegExp): Promise<void> => {
  run.send(key);
  await run.waitFor(shown);
};

describeLab('200 random pastes', [staticLibc], () => {
  it.each([
    ['in brackets', true],
    ['of a terminal without bracketed paste', false],
  ])('%s run and write nothing at any screen', async (_name, brackets) => {
    run = new TerminalRun();
    await run.waitFor('Enter go on');
    expect(run.emulator.isBracketedPaste()).toBe(true);
    await pasteAll(1, brackets);
    await run.waitFor('This machine');
    await press('?', 'Ctrl-Z');
    await pasteAll(2, brackets);
    await press('\x1b', 'Enter go on');
    await press('\r', /Enter (?:try|what blocks)/);
    await pasteAll(3, brackets);
    await press('w', 'Why: ');
    await pasteAll(4, brackets);
    await press('\x1b', /Enter (?:try|what blocks)/);
    await run.select('✓ glibc-static');
    await pasteAll(5, brackets);
    expect(written().filter((name) => /log|journal|project-/.test(name))).toEqual([]);
    await press('\r', '❯ Use glibc-static');
    const tried = written();
    await pasteAll(6, brackets);
    await press('\r', 'Enter write');
    await pasteAll(7, brackets);
    expect(written()).toEqual(tried);
    await press('\x1b', '❯ Use glibc-static');
    run.send('q');
    expect((await run.end()).code).toBe(0);
    expect(isGivenBack(run)).toBe(true);
    expect(run.emulator.isBracketedPaste()).toBe(false);
    expect(written()).toEqual(tried);
  });
});

describeLab('the filter of the log', [staticLibc], () => {
  it('takes pasted text as text', async () => {
    run = new TerminalRun();
    await run.waitFor('Enter go on');
    await press('\r', /Enter (?:try|what blocks)/);
    await run.select('✓ glibc-static');
    await press('\r', '❯ Use glibc-static');
    await press('l', '/ filter');
    await press('/', 'Filter:');
    run.send('\x1b[200~static\rx\x1b[201~');
    await run.waitFor('Filter: static x');
  });
});

it.each(['SIGTERM', 'SIGHUP'])('brackets are off again after %s', async (signal) => {
  run = new TerminalRun();
  await run.waitFor('Enter go on');
  expect(run.emulator.isBracketedPaste()).toBe(true);
  run.kill(signal);
  await run.end();
  expect(run.emulator.isBracketedPaste()).toBe(false);
});
