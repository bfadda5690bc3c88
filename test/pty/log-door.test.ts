import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { isGivenBack, TerminalRun } from './terminal.js';

let run: TerminalRun;
const folders: string[] = [];
afterEach(() => {
  run.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const log = [
  'cc -static -o app main.o -lsodium',
  '/usr/bin/ld: cannot find -lsodium: No such file or directory',
  'collect2: error: ld returned 1 exit status',
  '',
].join('\n');

/** In a folder of its own: settings in the project's folder do not count, and then the text is what there is. */
const start = (script: string, env: Readonly<Record<string, string>> = {}): void => {
  const cwd = mkdtempSync(join(tmpdir(), 'mw-pty-log-'));
  folders.push(cwd);
  writeFileSync(join(cwd, 'build.log'), log);
  run = new TerminalRun({ cwd, env, command: ['sh', '-c', script] });
};

/** From the cause to a fix that asks before it runs, and out again. */
const walk = async (name: string) => {
  await run.waitFor(`Cause: ${name}`);
  await run.waitFor('cannot find -lsodium');
  // Once the machine is known: before, no fix can run.
  await run.waitFor((screen) => screen.includes('Enter fixes') && !screen.includes('Scanning this machine'), 60_000);
  run.send('\r');
  await run.waitFor('Nothing runs before you have seen its commands');
  run.send('\r');
  await run.waitFor('Undo');
  run.send('\x1b');
  await run.waitFor('Nothing runs before');
  run.send('\x1b');
  await run.waitFor('Enter fixes');
  run.send('q');
  const { code } = await run.end();
  expect(code).toBe(0);
  expect(isGivenBack(run)).toBe(true);
  const left = run.emulator.scrollback().join('\n');
  expect(left).toContain(`musl-wizard: ${name}: A library's development files`);
  expect(left).toContain('The whole answer:');
};

it('a log as the only word opens the wizard on its cause', async () => {
  start('exec musl-wizard build.log');
  await walk('build.log');
});

it('a log through a pipe does, too, with keys from the terminal', async () => {
  start('cat build.log | musl-wizard');
  await walk('standard input');
});

it('what is kept of a piped log is without the secrets of this environment', async () => {
  start('(cat build.log; echo "using $API_TOKEN") | musl-wizard', { API_TOKEN: 'hunter2-hunter2' });
  await run.waitFor('Enter fixes', 60_000);
  run.send('q');
  await run.end();
  const kept = join(run.home, '.local/state/musl-wizard/logs');
  const texts = readdirSync(kept).map((name) => readFileSync(join(kept, name), 'utf8'));
  expect(texts.some((text) => text.includes('using ***'))).toBe(true);
  expect(texts.join()).not.toContain('hunter2');
});

it.each([
  ['explain', 'musl-wizard explain build.log'],
  ['a log in a folder where nothing can be saved', 'cp build.log "$HOME" && cd "$HOME" && exec musl-wizard build.log'],
])('%s is printed', async (_, script) => {
  start(script);
  expect((await run.end()).code).toBe(0);
  expect(run.output).toContain('cannot find -lsodium');
  expect(run.output).not.toContain('\x1b[?1049h');
});
