// `npm run bench [NAME...]`: runs every bench/*.mjs, prints each figure beside its goal and writes bench/RESULTS.md.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensure } from '../scripts/ensure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const own = ['run.mjs', 'measure.mjs'];
const asked = process.argv.slice(2);
const benches = readdirSync(here)
  .filter((name) => name.endsWith('.mjs') && !own.includes(name))
  .filter((name) => asked.length === 0 || asked.includes(name.replace(/\.mjs$/, '')));

ensure();

const met = ({ value, goal }) => {
  if (!goal) return '';
  const [, sign, limit] = /^(<=|>=)\s*([\d.]+)/.exec(goal) ?? [];
  if (!sign) return '';
  return (sign === '<=' ? value <= Number(limit) : value >= Number(limit)) ? 'yes' : '**no**';
};

const rows = [];
for (const bench of benches) {
  process.stderr.write(`${bench} …\n`);
  const child = spawn(process.execPath, [join(here, bench)], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const figure = JSON.parse(line);
    const row = [
      bench.replace(/\.mjs$/, ''),
      figure.name,
      `${figure.value} ${figure.unit ?? ''}`.trim(),
      figure.goal ?? '',
      met(figure),
      figure.note ?? '',
    ];
    rows.push(row);
    console.log(row.filter(Boolean).join(' · '));
  }
  if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve));
  if (child.exitCode !== 0) {
    console.error(`${bench} failed with ${child.exitCode}`);
    process.exitCode = 1;
  }
}

if (asked.length === 0) {
  const results = join(here, 'RESULTS.md');
  // What stands below the table is written by people: what limits a figure and what was tried.
  let notes = '';
  try {
    notes = readFileSync(results, 'utf8').split('\n## Notes\n')[1] ?? '';
  } catch {
    // The first run.
  }
  const table = rows
    .map((row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
  writeFileSync(
    results,
    `# Results of \`npm run bench\`

${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}. Medians of several runs, A and B in turn; ratios are medians of the ratios pair by pair.

| bench | figure | value | goal | met | note |
|---|---|---|---|---|---|
${table}

## Notes
${notes}`,
  );
}
