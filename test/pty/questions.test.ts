/** Questions on one line of a terminal: what counts as a yes, and that nothing is allowed where nobody was asked. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TerminalRun } from './terminal.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const question = 'Allow this musl-wizard.json? [y/N]';

let base: string;
let cwd: string;
let run: TerminalRun | undefined;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-questions-'));
  cwd = join(base, 'project');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'main.c'), 'int main(void) { return 0; }\n');
  team();
});
afterEach(async () => {
  await run?.close();
  run = undefined;
  rmSync(base, { recursive: true });
});

/** A file that steers, with as many empty lines before its end. */
const team = (lines = 0) =>
  writeFileSync(
    join(cwd, 'musl-wizard.json'),
    `{"schema":"musl-wizard.project/1","rung":"alpine","options":{"network":"host"${'\n'.repeat(lines)}}}\n`,
  );
const config = () => join(base, 'config');
const answers = () =>
  ['allowed', 'refused'].filter(
    (answer) => existsSync(join(config(), answer)) && readdirSync(join(config(), answer))[0],
  );
const start = (words: readonly string[], size: { columns?: number; rows?: number } = {}) => {
  run = new TerminalRun({ cwd, command: [process.execPath, cli, '--config-dir', config(), ...words], ...size });
  return run;
};
const shell = (script: string) => {
  run = new TerminalRun({ cwd, command: ['/bin/sh', '-c', script, process.execPath, cli, config()] });
  return run;
};

describe.each([
  [80, 24],
  [40, 15],
])("the wizard's question about a project's file, at %i columns and %i rows", (columns, rows) => {
  it('shows what the file sets, however long it is, and takes a typed answer', async () => {
    team(200);
    const terminal = start([], { columns, rows });
    await terminal.waitFor('[y/N]');
    expect(terminal.screen().join('\n')).toMatch(/It sets:\s+rung: alpine\s+network: host/);
    terminal.send('y');
    terminal.send('\r');
    await terminal.waitFor('This machine');
    expect(answers()).toEqual(['allowed']);
  });

  it('takes Enter alone as no', async () => {
    const terminal = start([], { columns, rows });
    await terminal.waitFor('[y/N]');
    terminal.send('\r');
    await terminal.waitFor('This machine');
    expect(answers()).toEqual(['refused']);
  });
});

it('allows nothing in a wizard that cannot ask, since standard error leads to a file', async () => {
  const terminal = shell(`exec "$0" "$1" --config-dir "$2" 2>err.log`);
  await terminal.waitFor('This machine');
  expect(answers()).toEqual([]);
});

describe('a question', () => {
  it('is not answered by what was typed before it was printed', async () => {
    const terminal = shell(`read -r _; exec "$0" "$1" --config-dir "$2" allow`);
    terminal.send('go\ry\r');
    await terminal.waitFor(question);
    terminal.send('\r');
    await terminal.waitFor('not allowed, ignored');
    expect(answers()).toEqual(['refused']);
  });

  it.each([
    ['lines', 'y\rls\r'],
    ['a yes in brackets', '\x1b[200~y\r\x1b[201~'],
    ['a yes in brackets without its end', '\x1b[200~y\x1b[201~\r'],
  ])('is not answered by a paste of %s', async (_, text) => {
    const terminal = start(['allow']);
    await terminal.waitFor(question);
    terminal.send(text);
    await terminal.waitFor('not allowed, ignored');
    expect(answers()).toEqual(['refused']);
    expect((await terminal.end()).code).toBe(1);
  });

  it('is answered by one that is typed in one go, and by Ctrl-C with an end', async () => {
    const first = start(['allow']);
    await first.waitFor(question);
    first.send('y\r');
    expect((await first.end()).code).toBe(0);
    await first.close();
    writeFileSync(join(cwd, 'musl-wizard.json'), '{"schema":"musl-wizard.project/1","rung":"zig"}');
    const second = start(['allow']);
    await second.waitFor(question);
    second.send('\x03');
    expect((await second.end()).code).toBe(130);
  });
});
