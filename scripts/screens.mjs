// `npm run screens`: drives the real program in a pseudo-terminal from start to a saved setup and
// writes what is on the screen as docs/screens/*.svg, for the README and docs/screens.md.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { ensure, root } from './ensure.mjs';
import { screenSvg } from './screen-svg.mjs';

ensure();
const columns = 80;
const rows = 24;
const folder = join(root, 'docs/screens');
// A home of its own, so that no picture shows whose machine it was.
const home = join(tmpdir(), 'ada');
rmSync(home, { recursive: true, force: true });
mkdirSync(home);
const project = join(home, 'hello');
mkdirSync(project);
writeFileSync(join(project, 'Makefile'), 'hello: hello.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ hello.c\n');
writeFileSync(join(project, 'hello.c'), '#include <stdio.h>\n\nint main(void) {\n  puts("hello");\n  return 0;\n}\n');
mkdirSync(folder, { recursive: true });
const bin = join(home, 'bin');
mkdirSync(bin);
symlinkSync(join(root, 'dist/musl-wizard.cjs'), join(bin, 'musl-wizard'));

const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, XDG_CONFIG_HOME: ____, XDG_STATE_HOME: _____, ...env } = process.env;
const pty = spawn(process.execPath, [join(root, 'dist/musl-wizard.cjs')], {
  cols: columns,
  rows,
  cwd: project,
  env: { ...env, PATH: `${bin}:${env.PATH}`, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
});
let drawn = Promise.resolve();
pty.onData((text) => {
  drawn = new Promise((resolve) => terminal.write(text, resolve));
});

const text = () =>
  Array.from({ length: rows }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '').join(
    '\n',
  );

const shows = async (wanted, seconds = 60) => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((done) => setTimeout(done, 30))) {
    await drawn;
    const found = wanted.exec(text());
    if (found) return found;
  }
  throw new Error(`no ${wanted} on the screen:\n${text()}`);
};

/** Presses a key, and waits for what it leads to. */
const press = (key, wanted, seconds) => {
  pty.write(key);
  return shows(wanted, seconds);
};

/** Moves the cursor of a list to the first row that matches, a row at a time, each once it is drawn. */
const select = async (wanted) => {
  const rowOf = (pattern) =>
    text()
      .split('\n')
      .findIndex((row) => pattern.test(row));
  await shows(wanted);
  for (let at = rowOf(/❯/), target = rowOf(wanted); at !== target; at = rowOf(/❯/), target = rowOf(wanted)) {
    const row = text()
      .split('\n')
      .at(at + Math.sign(target - at));
    await press(target > at ? 'j' : 'k', new RegExp(`^${literal(row).replace(/^ {3}/, ' ❯ ')}$`, 'm'));
  }
};

const literal = (row) => row.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const take = (name, title) => {
  writeFileSync(join(folder, `${name}.svg`), screenSvg(terminal, title));
  console.log(`docs/screens/${name}.svg`);
};

/** A row of the ladder by its rung and verdict. */
const rung = (name, verdict) => new RegExp(`^.{3}[✓~✗?-] ${name} +${verdict} `, 'm');

try {
  await shows(/Enter go on/);
  take('machine', 'This machine: problems first, then each domain');
  await press('\r', /Static build options/);
  // Another rung first, so that the outcome has sizes to compare.
  await select(rung('glibc-static', 'ready'));
  await press('\r', /glibc-static works/, 600);
  await select(/Try another/);
  await press('\r', /Static build options/);
  await select(rung('\\S+', 'ready'));
  take('ladder', 'Static build options, best first');
  const [seen] = await press('\r', /Output: (?:[2-9]|\d\d)|Result/, 300);
  if (seen.startsWith('Output')) take('try', 'A running try: steps and the output of the tools');
  await shows(/Result/, 600);
  take('outcome', 'Result, with sizes compared');
  await press('w', /Why: /);
  take('why', 'Why this verdict, with evidence');
  await press('\x1b', /❯ Use /);
  await press('\r', /Enter write/);
  take('save', 'Files to write');
  await press('\r', /command to use from now on/);
  take('done', 'Done, with the command to use from now on');
  pty.write('\r');
} finally {
  pty.kill('SIGTERM');
  rmSync(home, { recursive: true, force: true });
}
