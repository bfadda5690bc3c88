// Brings a fresh clone to life: dependencies and build, each only when missing or older than its source.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const newest = (path) => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
};

const run = (command, args) => {
  // Progress goes to standard error: standard output may be somebody's JSON.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) {
    process.stderr.write(`\n${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}\n`);
    process.exit(3);
  }
};

/** Whether node_modules holds what the lock file asks for; by content, since a checkout renews every date. */
const installed = () => {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
    const wanted = Object.entries(read('package-lock.json')).filter(([path, entry]) => path && !entry.optional);
    const present = read('node_modules/.package-lock.json');
    return wanted.every(([path, { version }]) => present[path]?.version === version);
  } catch {
    return false; // no such file, or half-written: install
  }
};

/** Says on standard error what is being done, and how long it usually takes. */
const announce = (what) => process.stderr.write(`musl-wizard: ${what}\n`);

/** Installs and builds what is missing. */
export const ensure = () => {
  if (!installed()) {
    announce('first run: installing the dependencies (10 to 60 s, depending on the network) ...');
    // Not `npm ci`: it removes node_modules first, and so what a contributor linked there.
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  const built = newest(join(root, 'dist/musl-wizard.cjs'));
  const sources = ['src', 'flows', 'bin', 'scripts', 'fixtures/canaries', 'package.json'];
  if (sources.some((path) => newest(join(root, path)) > built)) {
    announce('building (5 to 15 s) ...');
    run(process.execPath, ['scripts/build.mjs']);
  }
};
