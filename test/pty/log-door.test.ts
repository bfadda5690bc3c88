import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { isGivenBack, TerminalRun } from './terminal.js';

let run: TerminalRun;
afterEach(() => run.close());

const log = [
  'cc -static -o app main.o -lsodium',
  '/usr/bin/ld: cannot find -lsodium: No such file or directory',
  'collect2: error: ld returned 1 exit status',
  '',
].join('\n');

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
  expect(left).toContain('The whole answer: ');
};

it('a log as the only word opens the wizard on its cause', async () => {
  run = new TerminalRun({ command: ['sh', '-c', 'read go; exec musl-wizard build.log'] });
  writeFileSync(join(run.folder, 'build.log'), log);
  run.send('\r');
  await walk('build.log');
});

it('a log through a pipe does, too, with keys from the terminal', async () => {
  run = new TerminalRun({ command: ['sh', '-c', 'read go; cat build.log | musl-wizard'] });
  writeFileSync(join(run.folder, 'build.log'), log);
  run.send('\r');
  await walk('standard input');
});

it('explain prints, as ever', async () => {
  run = new TerminalRun({ command: ['sh', '-c', 'read go; musl-wizard explain build.log'] });
  writeFileSync(join(run.folder, 'build.log'), log);
  run.send('\r');
  expect((await run.end()).code).toBe(0);
  expect(run.output).toContain('cannot find -lsodium');
  expect(run.output).not.toContain('\x1b[?1049h');
});
