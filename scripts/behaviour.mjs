// `npm run behaviour [-- PACKAGE...]`: builds programs of Debian static and natively, runs their own tests with both
// (test/support/behaviour.ts) and writes a row for each to docs/behaviour.md. On Debian, as root, after
// `bash test/lab/install.sh`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure, root } from './ensure.mjs';

ensure();
const asked = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'musl-wizard-behaviour-'));
const report = join(folder, 'report');
const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '--project', 'real', 'test/lab/behaviour'],
  {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, BEHAVIOUR: asked.join(' ') || 'all', BEHAVIOUR_REPORT: report },
  },
);
const runs = existsSync(report)
  ? readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(folder, { recursive: true, force: true });

/** What came of the checks of a program, in a few words. */
const outcome = (checks) => {
  const differences = checks.flatMap((each) => each.differences);
  if (checks.some(({ same }) => same === null)) return `not compared: ${checks.find(({ reason }) => reason)?.reason}`;
  const how = checks.map(({ exit }) => exit).join('; ');
  const lines = differences.map(
    (each) => `${each.static ?? 'nothing'} where the native one has ${each.native ?? 'nothing'}`,
  );
  return lines.length === 0
    ? `same: ${how}`
    : `differs: ${lines.join('; ').replaceAll(/\s+/g, ' ').replaceAll('|', '/')}`;
};

const rowOf = ({ package: name, rung, tests, checks }) => `| ${name} | ${rung} | ${tests} | ${outcome(checks)} |`;
const key = (row) => row.split(' | ', 2).join();

// What was not run this time stays as it was; what is new comes last.
const file = join(root, 'docs/behaviour.md');
const text = readFileSync(file, 'utf8');
const made = new Map(runs.map(rowOf).map((row) => [key(row), row]));
const [table] = /(?<=^\|---.*\n)(?:\|.*\n)+/m.exec(text) ?? [''];
const old = table.trimEnd().split('\n');
const fresh = [...made].filter(([each]) => !old.some((row) => key(row) === each)).map(([, row]) => row);
const rows = [...old.map((row) => made.get(key(row)) ?? row), ...fresh];
const changed = text.replace(table, () => `${rows.join('\n')}\n`);
writeFileSync(file, changed);
console.log(changed);
process.exit(status ?? 1);
