// Inspects every ELF file under /usr by one `inspect --json --files-from LIST`, and reports its time
// as a ratio of what `file -f LIST` takes for the same list in the same run. Below 1 is faster.
// Prints one JSON line: {name, value, goal, unit}. `node bench/inspect.mjs [FOLDER]`
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'dist/musl-wizard.cjs');
const rounds = 9;

const elfFiles = (folder) => {
  const found = [];
  const start = Buffer.alloc(4);
  const walk = (at) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && !path.includes('\n')) {
        const file = openSync(path, 'r');
        if (readSync(file, start, 0, 4, 0) === 4 && start.toString('latin1') === '\x7fELF') found.push(path);
        closeSync(file);
      }
    }
  };
  walk(folder);
  return found;
};

const seconds = (command, args) => {
  const started = process.hrtime.bigint();
  const { error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  if (error) throw error;
  return Number(process.hrtime.bigint() - started) / 1e9;
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

if (!existsSync(program)) execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
const scratch = mkdtempSync(join(tmpdir(), 'mw-bench-'));
try {
  const list = join(scratch, 'list');
  const files = elfFiles(process.argv[2] ?? '/usr');
  writeFileSync(list, `${files.join('\n')}\n`);
  const ours = [];
  const theirs = [];
  // By turns, so that both meet the same load; the first round only warms the page cache.
  for (let round = 0; round <= rounds; round += 1) {
    const a = seconds(process.execPath, [program, 'inspect', '--json', '--files-from', list]);
    const b = seconds('file', ['-f', list]);
    if (round > 0) {
      ours.push(a);
      theirs.push(b);
    }
  }
  process.stderr.write(
    `${files.length} ELF files: inspect ${median(ours).toFixed(3)} s, file ${median(theirs).toFixed(3)} s (medians of ${rounds})\n`,
  );
  // Of each round by itself, since the load changes from round to round.
  const ratio = Number(median(ours.map((time, round) => time / theirs[round])).toFixed(3));
  process.stdout.write(
    `${JSON.stringify({ name: 'inspect / file -f LIST', value: ratio, goal: '<= 1', unit: 'ratio' })}\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
