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

const take = (name, title) => {
  writeFileSync(join(folder, `${name}.svg`), screenSvg(terminal, title));
  console.log(`docs/screens/${name}.svg`);
};

try {
  await shows(/Enter go on/);
  take('machine', 'The machine as it was read: problems first, then each domain');
  pty.write('\r');
  await shows(/Static build options/);
  pty.write('G');
  await shows(/❯ ✓ glibc-static/);
  pty.write('\r');
  await shows(/glibc-static works/);
  pty.write('j');
  await shows(/❯ Try another/);
  pty.write('\r');
  await shows(/Static build options/);
  pty.write('g');
  // The best way that is ready here; the picture of the ladder shows it under the cursor.
  const ladder = text()
    .split('\n')
    .filter((row) => /^ +(?:❯ )? *[✓~✗?-] \S+ +(?:ready|fixable|not here|unclear|works)/.test(row));
  const best = ladder.findIndex((row) => / ready /.test(row));
  if (best > 0) pty.write('\x1b[B'.repeat(best));
  await shows(/❯ ✓/);
  take('ladder', 'The ways to a static binary, the best first');
  pty.write('\r');
  const [seen] = await shows(/Output: (?:[2-9]|\d\d)|Result/, 300);
  if (seen.startsWith('Output')) take('try', 'A try as it runs: steps and what the tools print');
  await shows(/Result/, 600);
  take('outcome', 'Result, with sizes beside each other');
  pty.write('w');
  await shows(/Why: /);
  take('why', 'Why a verdict is as it is, with evidence');
  pty.write('\x1b');
  await shows(/❯ Use /);
  pty.write('\r');
  await shows(/Enter write/);
  take('save', 'Files to write');
  pty.write('\r');
  await shows(/command to use from now on/);
  take('done', 'Done, with the one command to use from now on');
  pty.write('\r');
} finally {
  pty.kill('SIGTERM');
  rmSync(home, { recursive: true, force: true });
}
