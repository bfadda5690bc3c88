// `npm run screens`: drives the real program in a pseudo-terminal and writes what is on the screen as SVG, for the README
// and docs/screens.md: the walk to a saved setup, all screens in each size and kind of terminal, the recording, and the table
// of what the rungs built. `npm run screens -- walk`, `sheets`, `recording`, `compare` make one of them; `sheets NAME...` some of the sheets; with
// `--text FOLDER` each screen of a sheet is also written there as text, to be read.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive } from './drive.mjs';
import { ensure, root } from './ensure.mjs';
import { recordingSvg, screenSvg, sheetSvg, takeScreen } from './screen-svg.mjs';

const folder = join(root, 'docs/screens');
// A home of its own, so that no picture shows whose machine it was.
const home = join(tmpdir(), 'ada');
const project = join(home, 'hello');
const utf8 = { TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };

const sheets = {
  '40x15': { columns: 40, rows: 15 },
  '80x24': { columns: 80, rows: 24 },
  '120x40': { columns: 120, rows: 40 },
  '200x60': { columns: 200, rows: 60 },
  'term-linux': { columns: 80, rows: 25, env: { TERM: 'linux' } },
  'term-dumb': { columns: 80, rows: 60, env: { TERM: 'dumb' }, make: (...given) => printedSheet(...given) },
  'term-screen': { columns: 80, rows: 24, env: { TERM: 'screen' } },
  'no-color': { columns: 80, rows: 24, env: { NO_COLOR: '1' } },
  'lc-all-c': { columns: 80, rows: 24, env: { LC_ALL: 'C', LANG: 'C' } },
};

const makeProject = () => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'bin'), { recursive: true });
  mkdirSync(project);
  symlinkSync(join(root, 'dist/musl-wizard.cjs'), join(home, 'bin/musl-wizard'));
  writeFileSync(join(project, 'Makefile'), 'hello: hello.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ hello.c -lz\n');
  writeFileSync(
    join(project, 'hello.c'),
    '#include <stdio.h>\n#include <zlib.h>\n\nint main(void) {\n  printf("zlib %s\\n", zlibVersion());\n  return 0;\n}\n',
  );
  writeFileSync(
    join(project, 'build.log'),
    'cc -static -o hello hello.c -lsodium\n/usr/bin/ld: cannot find -lsodium: No such file or directory\ncollect2: error: ld returned 1 exit status\n',
  );
};

const start = (
  { columns, rows, env = {}, onFrame },
  command = [process.execPath, join(root, 'dist/musl-wizard.cjs')],
) => {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, XDG_CONFIG_HOME: ____, XDG_STATE_HOME: _____, ...own } = process.env;
  return drive(command, {
    columns,
    rows,
    cwd: project,
    onFrame,
    env: { ...own, PATH: `${join(home, 'bin')}:${own.PATH}`, HOME: home, PS1: '$ ', ...utf8, ...env },
  });
};

const write = (name, svg) => {
  writeFileSync(join(folder, `${name}.svg`), svg);
  console.log(`docs/screens/${name}.svg`, `${Math.round(svg.length / 1000)} kB`);
};

/** The header of a result; the way to it names it on other screens, too. */
const isResult = /\[Result\]|step 4|4\/5/;

/** A row of the ladder by its rung and verdict. */
const rung = (name, verdict) => new RegExp(`^.{2,3}[✓~✗?x+-] ${name} +${verdict}\\b`, 'm');

const walk = async () => {
  makeProject();
  const { terminal, pty, shows, press, select } = start({ columns: 80, rows: 24 });
  const take = (name, title) => write(name, screenSvg(takeScreen(terminal, title)));
  try {
    await shows(/Enter go on/);
    take('machine', 'This machine: problems first, then each domain');
    await press('\r', /Static build options/);
    await select(rung('glibc-static', 'ready'));
    take('ladder', 'Static build options, best first');
    const [seen] = await press('\r', new RegExp(`Output: (?:[2-9]|\\d\\d)|${isResult.source}`), 300);
    if (seen.startsWith('Output')) take('try', 'A running try: steps and the output of the tools');
    await shows(isResult, 600);
    take('outcome', 'Result: what was built, and whether it is static');
    await press('w', /Why: /);
    await shows(/It would|Decided|No problem/);
    take('why', 'Why this verdict, with evidence');
    await press('\x1b', /❯ Use /);
    await press('\r', /Enter write/);
    take('save', 'Files to write');
    await press('\r', /command to use from now on/);
    take('done', 'Done, with the command to use from now on');
    pty.write('\r');
  } finally {
    pty.kill('SIGTERM');
  }
};

const sheet = async (name, textFolder) => {
  makeProject();
  const options = sheets[name];
  const run = start(options);
  const { terminal, pty, shows, press, select, text } = run;
  const screens = [];
  const take = (title) => {
    screens.push(takeScreen(terminal, title));
    if (textFolder) writeFileSync(join(textFolder, `${name}-${screens.length}-${title}.txt`), `${text()}\n`);
  };
  const look = async (key, wanted, title, seconds) => {
    await press(key, wanted, seconds);
    take(title);
  };
  try {
    await shows(/reading|Enter go on/);
    take('scanning');
    await shows(/Enter go on/);
    take('machine');
    await look(' ', /evidence/, 'machine, a row open');
    await look('f', /Fill in|Nothing runs/, 'fix');
    if (/Fill in/.test(text())) {
      await press('\r', /Tab complete/);
      await look('\t', /hello\.c/, 'fix, value');
      await press('\x1b', /Fill in/);
    }
    await press('\x1b', /Enter go on/);
    await look('?', /Ctrl-Z|PgDn|Go on|go on|Continue/, 'help');
    await press('\x1b', /Enter go on/);
    await look(':', /Go to: /, 'go to');
    await press('\x1b', /Enter go on/);
    await press('x', /Logs/);
    await shows(/build\.log/);
    take('logs');
    await press('\r', /Cause/);
    await shows(/Enter fixes/);
    take('cause');
    await look('\r', /can run|by hand|asks you/, 'fixes');
    await look('\r', /Enter choose|c copy/, 'one fix');
    await press('\x1b', /can run|by hand/);
    await press('\x1b', /Enter fixes/);
    await look('l', /e pager|Log/, 'log');
    await press('\x1b', /Enter fixes/);
    await press('\x1b', /build\.log/);
    await press('\x1b', /Enter go on/);
    await look('\r', /Static build/, 'ladder');
    await press('w', /Why: /);
    await shows(/It would|Decided|No problem|Last try/);
    take('why');
    await press('\x1b', /Static build/);
    await look('/', /Filter: /, 'filter');
    await press('\x1b', /Static build/);
    await select(rung('glibc-static', 'ready'));
    const [seen] = await press('\r', new RegExp(`Trying|${isResult.source}`), 300);
    if (seen.startsWith('Trying')) take('try');
    await shows(isResult, 600);
    take('result');
    await press('\r', /Files to write/);
    await shows(/new /);
    take('save');
    await press('\r', /Done/);
    await shows(/Enter put|Enter finish/);
    take('done');
    pty.write('q');
    await shows(/musl-wizard:/);
    take('after it');
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  } finally {
    pty.kill('SIGTERM');
  }
  write(name, sheetSvg(screens, `All screens: ${name}`));
};

/** How long the recording is, and how long a screen of it at least and at most, in milliseconds. */
const length = { all: 20_000, least: 350, most: 2600 };

/** A terminal that can only print: what the wizard prints instead, and the commands that it names. */
const printedSheet = async (name, textFolder) => {
  makeProject();
  const screens = [];
  for (const words of [[], ['build.log'], ['choose', '--yes'], ['build']]) {
    const program = join(root, 'dist/musl-wizard.cjs');
    const { terminal, pty, exited, text } = start(sheets[name], [process.execPath, program, ...words]);
    try {
      await exited;
      await new Promise((done) => terminal.write('', done));
      const title = ['musl-wizard', ...words].join(' ');
      screens.push(takeScreen(terminal, title));
      if (textFolder) writeFileSync(join(textFolder, `${name}-${screens.length}-${title}.txt`), `${text()}\n`);
    } finally {
      pty.kill('SIGTERM');
    }
  }
  write(name, sheetSvg(screens, `All screens: ${name}`));
};

/** A program built by every rung that works here, side by side. */
const compare = async () => {
  makeProject();
  writeFileSync(join(project, 'Makefile'), 'hello: hello.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ hello.c\n');
  writeFileSync(join(project, 'hello.c'), '#include <stdio.h>\n\nint main(void) {\n  puts("hello");\n  return 0;\n}\n');
  rmSync(join(project, 'build.log'));
  const words = ['choose', '--compare', '--yes', '--quiet'];
  const program = join(root, 'dist/musl-wizard.cjs');
  const { terminal, pty, exited } = start({ columns: 80, rows: 60 }, [process.execPath, program, ...words]);
  try {
    await exited;
    await new Promise((done) => terminal.write('', done));
    const screen = takeScreen(terminal, 'The same program by each way to a static binary, side by side');
    // The table, without what is said of the rungs below it.
    const lines = screen.lines.slice(0, screen.lines.findIndex((line) => line.includes('start: the median')) + 1);
    write('compare', screenSvg({ ...screen, lines, rows: lines.length }));
  } finally {
    pty.kill('SIGTERM');
  }
};

const recording = async () => {
  makeProject();
  const frames = [];
  let last = '';
  // What was drawn when nothing came for a while is a frame; what is between is not seen.
  const onFrame = (terminal) => {
    const now = Date.now();
    const screen = takeScreen(terminal, '');
    const drawn = screen.lines.join('\n');
    if (drawn === last) return;
    last = drawn;
    const before = frames.at(-1);
    if (before && now - before.at < 250) frames.pop();
    frames.push({ ...screen, at: before && now - before.at < 250 ? before.at : now });
  };
  const run = start({ columns: 80, rows: 24, onFrame }, ['bash', '--norc', '--noprofile']);
  const { pty, shows, press, select } = run;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  try {
    await shows(/\$/);
    for (const key of 'musl-wizard') {
      pty.write(key);
      await pause(60);
    }
    await pause(600);
    await press('\r', /Enter go on/);
    await pause(2000);
    await press('\r', /Static build options/);
    await pause(1500);
    await select(rung('glibc-static', 'ready'));
    await pause(1500);
    await press('\r', isResult, 600);
    await pause(2500);
    await press('\r', /Enter write/);
    await pause(1500);
    await press('\r', /command to use from now on/);
    await pause(1500);
    await press('\r', /dist-static\/hello/);
    await shows(/\$ $/m);
    for (const key of 'clear; file -b dist-static/hello; dist-static/hello') pty.write(key);
    await press('\r', /zlib \d/);
    await pause(2500);
  } finally {
    pty.kill('SIGTERM');
  }
  const lasting = frames.map((frame, index) => ({
    ...frame,
    ms: Math.min(length.most, Math.max(length.least, (frames[index + 1]?.at ?? frame.at + 3000) - frame.at)),
  }));
  const sum = lasting.reduce((all, { ms }) => all + ms, 0);
  const fitted = lasting.map((frame) => ({ ...frame, ms: (frame.ms * length.all) / Math.max(sum, length.all) }));
  write('recording', recordingSvg(fitted, 'From the first Enter to a static program of a C project that links zlib'));
};

ensure();
mkdirSync(folder, { recursive: true });
const words = process.argv.slice(2);
const textAt = words.indexOf('--text');
const textFolder = textAt === -1 ? null : words.splice(textAt, 2)[1];
const [what, ...names] = words;
try {
  if (what === undefined || what === 'walk') await walk();
  if (what === undefined || what === 'sheets')
    for (const name of names.length > 0 ? names : Object.keys(sheets))
      await (sheets[name].make ?? sheet)(name, textFolder);
  if (what === undefined || what === 'recording') await recording();
  if (what === undefined || what === 'compare') await compare();
} finally {
  rmSync(home, { recursive: true, force: true });
}
