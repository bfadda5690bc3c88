// `npm test [-- ARGS]`: installs and builds what is missing, then runs the checks and the suite.
// Arguments are passed to the test runner (a file name, for example); with arguments the checks are skipped.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensure, root } from './ensure.mjs';

ensure();
const args = process.argv.slice(2);
const bin = (name) => join(root, 'node_modules/.bin', name);
const step = (command, ...options) => {
  const { status } = spawnSync(command, options, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
};
if (args.length === 0) step(process.execPath, join(root, 'scripts/check.mjs'));

const { status } = spawnSync(
  bin('vitest'),
  ['run', '--reporter=default', `--reporter=${join(root, 'scripts/skipped-reporter.mjs')}`, ...args],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
process.exit(status ?? 1);
