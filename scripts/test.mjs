// `npm test [-- WORDS]`: installs and builds what is missing, then checks types and style and runs the suite.
// Words go to the test runner (a file name, say); with words the checks are left out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure, root } from './ensure.mjs';

ensure();
const words = process.argv.slice(2);
const bin = (name) => join(root, 'node_modules/.bin', name);
const step = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
};
if (words.length === 0) step(process.execPath, [join(root, 'scripts/check.mjs')]);

const report = join(mkdtempSync(join(tmpdir(), 'musl-wizard-test-')), 'report.json');
const { status } = spawnSync(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...words],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
} finally {
  rmSync(join(report, '..'), { recursive: true, force: true });
}
process.exit(status ?? 1);
