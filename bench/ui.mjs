// The wizard in a pseudo-terminal: first frame, bytes per frame while a build floods, and how much that slows down the build.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { bundleFile } from '../scripts/bundle.mjs';
import { root } from '../scripts/ensure.mjs';
import { withoutDevtools } from '../scripts/ink-plugin.mjs';
import { median, report } from './measure.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'musl-wizard-bench-ui-'));
// The wizard takes no settings from inside the project that it builds.
const project = join(scratch, 'project');
const settings = join(scratch, 'config');
mkdirSync(project);
const program = join(root, 'dist/musl-wizard.cjs');
const { CI: _, NO_COLOR: __, ...inherited } = process.env;
const baseEnv = { ...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8' };

/** Longer than any wait of a run at rest; what is not shown by then will not come. */
const patience = 120_000;

/** Runs words in a terminal; `text` gets all that it shows. */
const inTerminal = (words, env = {}) => {
  const run = { text: '', started: process.hrtime.bigint(), pty: null, waiting: [] };
  run.pty = spawn(process.execPath, words, { cols: 80, rows: 24, cwd: project, env: { ...baseEnv, ...env } });
  run.pty.onData((text) => {
    run.text += text;
    run.waiting = run.waiting.filter((check) => !check());
  });
  run.gone = new Promise((resolve) => run.pty.onExit(resolve));
  /** Milliseconds since the start when `text` came, searched from offset `from` on. */
  run.shows = (text, from = 0) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        run.pty.kill('SIGKILL');
        reject(new Error(`${text} was not shown: ${run.text.slice(-2000)}`));
      }, patience).unref();
      const check = () => {
        if (!run.text.slice(from).includes(text)) return false;
        clearTimeout(late);
        resolve(Number(process.hrtime.bigint() - run.started) / 1e6);
        return true;
      };
      if (!check()) run.waiting.push(check);
      run.gone.then(() => reject(new Error(`ended before it showed ${text}: ${run.text.slice(-2000)}`)));
    });
  return run;
};

try {
  await firstFrame();
  if (!process.argv.includes('--first')) await flood();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function firstFrame() {
  const hello = join(scratch, 'hello.mjs');
  await bundleFile(hello, {
    text: `import {createElement} from 'react';import {render,Text} from 'ink';render(createElement(Text,null,'Hello, world'));`,
    plugins: [withoutDevtools],
    minify: true,
  });
  const until = async (words, text) => {
    const run = inTerminal(words, { XDG_CONFIG_HOME: settings });
    const ms = await run.shows(text);
    run.pty.kill('SIGTERM');
    await run.gone;
    return ms;
  };
  const wizard = () => until([program], 'musl-wizard');
  const ink = () => until([hello], 'Hello, world');
  await wizard();
  await ink();
  const pairs = [];
  for (let n = 0; n < 15; n += 1) pairs.push([await wizard(), await ink()]);
  const [ours, theirs] = [0, 1].map((side) => median(pairs.map((each) => each[side])));
  report(
    'first frame : Ink hello world',
    median(pairs.map(([a, b]) => a / b)),
    '×',
    '<= 1.25',
    `${ours.toFixed(0)} ms : ${theirs.toFixed(0)} ms`,
  );
}

/** A `cc` that runs `body` in the place of a compilation and notes the milliseconds that it took. */
function compiler(name, body) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const took = join(folder, 'took');
  const script = `#!/bin/sh
case " $* " in *" -static "*) ;; *) exec /usr/bin/cc "$@" ;; esac
start=$(date +%s%N)
${body}
echo $((($(date +%s%N) - start) / 1000000)) > ${took}
exec /usr/bin/cc "$@"
`;
  writeFileSync(join(folder, 'cc'), script);
  chmodSync(join(folder, 'cc'), 0o755);
  return { folder, took: () => Number(readFileSync(took, 'utf8')), body };
}

/** Lets the wizard build glibc-static with such a compiler; gives what was drawn meanwhile, and its peak memory. */
async function buildIn({ folder }) {
  const run = inTerminal([program, '--config-dir', settings], { PATH: `${folder}:${process.env.PATH}` });
  await run.shows('go on');
  run.pty.write('\r');
  await run.shows('Static build options');
  // By name: other rungs may stand before and behind it.
  run.pty.write('/');
  await run.shows('Filter: ');
  // One key at a time: what comes in one piece is a paste, and a key right after it belongs to it.
  const name = 'glibc-static';
  for (const at of name.split('').keys()) {
    run.pty.write(name.charAt(at));
    await run.shows(`${name.slice(0, at + 1)}█`);
  }
  run.pty.write('\r');
  await run.shows('shows all');
  const from = run.text.length;
  run.pty.write('\r');
  await run.shows('Trying', from);
  const start = process.hrtime.bigint();
  // In brackets, as the step that is shown: its name alone stands above each screen.
  await run.shows('[Result]', from);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${run.pty.pid}/status`, 'utf8'))?.[1]);
  const drawn = run.text.slice(from);
  run.pty.write('\x03');
  await run.gone;
  return { bytes: Buffer.byteLength(drawn), frames: drawn.split('\x1b[?2026h').length - 1, seconds, peakKiB };
}

async function flood() {
  const line = 'gcc -O2 -Wall -c src/module.c -o build/module.o';
  const lines = compiler('lines', `seq -f '[%.0f/100000] ${line}' 100000 | while read -r each; do echo "$each"; done`);
  const drawn = await buildIn(lines);
  const rate = `${drawn.frames} frames in ${drawn.seconds.toFixed(1)} s`;
  report('bytes per frame, 100,000 lines', drawn.bytes / drawn.frames, 'B', '<= 2500', rate);
  report('frames a second, 100,000 lines', drawn.frames / drawn.seconds, '1/s', '<= 15', rate);

  const big = compiler('big', `yes '${line}' | head -c 200000000`);
  const small = await buildIn(compiler('small', `echo '${line}'`));
  const ours = [];
  const alone = [];
  let peak = 0;
  for (let n = 0; n < 3; n += 1) {
    const { peakKiB } = await buildIn(big);
    peak = Math.max(peak, peakKiB);
    ours.push(big.took());
    const start = process.hrtime.bigint();
    spawnSync('/bin/sh', ['-c', `{ ${big.body}; } | cat >/dev/null`]);
    alone.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  report(
    '200 MB of output : into cat',
    median(ours) / median(alone),
    '×',
    null,
    `${median(ours).toFixed(0)} ms : ${median(alone).toFixed(0)} ms`,
  );
  report(
    'memory of the wizard, 200 MB : 1 line',
    peak / small.peakKiB,
    '×',
    '<= 1.5',
    `${(peak / 1024).toFixed(0)} MiB : ${(small.peakKiB / 1024).toFixed(0)} MiB`,
  );

  // A compiler writes at the pace of its work: the same flood of lines, each after some of it.
  const pairs = [];
  for (let n = 0; n < 3; n += 1) {
    await buildIn(lines);
    const start = process.hrtime.bigint();
    spawnSync('/bin/sh', ['-c', `{ ${lines.body}; } | cat >/dev/null`]);
    pairs.push([lines.took(), Number(process.hrtime.bigint() - start) / 1e6]);
  }
  const [a, b] = [0, 1].map((side) => median(pairs.map((each) => each[side])));
  report(
    '100,000 lines : into cat',
    median(pairs.map(([x, y]) => x / y)),
    '×',
    '<= 1.2',
    `${a.toFixed(0)} ms : ${b.toFixed(0)} ms`,
  );
}
