// `npm run projects [-- PROJECT|RUNG|PROJECT:RUNG...]`: builds projects of Debian and of the registries by every rung
// (test/support/project-matrix*.ts) and writes what came of each to docs/projects.md. On Debian, as root, after
// `PROJECTS=yes bash test/lab/install.sh`.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure, root } from './ensure.mjs';

ensure();
const asked = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'musl-wizard-projects-'));
const report = join(folder, 'cells');
const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '--project', 'real', 'test/lab/project-matrix'],
  {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      PROJECTS_REPORT: report,
      ...(asked.length > 0 ? { PROJECTS_ONLY: asked.join(' ') } : {}),
    },
  },
);
const cells = existsSync(report)
  ? readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(folder, { recursive: true, force: true });

const rungs = ['pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static'];
const nameOf = ({ project, words }) => [project, ...words].join(' ');
const seconds = (ms) => `${Math.round(ms / 1000)} s`;

/** What came of a cell, in a few words. */
const outcome = ({ programs, leftOut, cause, title, durationMs }) => {
  const names = Object.keys(programs);
  if (names.length === 0) return `no: ${title ?? cause}`;
  const without = leftOut.length > 0 ? `, without ${leftOut.join(' and ')} (told)` : '';
  return `${names.join(' ')}${without}, ${seconds(durationMs)}`;
};

// What was not built this time stays as it was.
const file = join(root, 'docs/projects.md');
const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
const rows = new Map(
  before
    .filter((line) => line.startsWith('| ') && !/^\| (?:project|---) /.test(line))
    .map((line) => {
      const [name, ...there] = line.slice(2, -2).split(' | ');
      return [name, there];
    }),
);
for (const cell of cells) {
  const row = rows.get(nameOf(cell)) ?? rungs.map(() => '');
  row[rungs.indexOf(cell.rung)] = outcome(cell);
  rows.set(nameOf(cell), row);
}
const table = [['project', ...rungs], ['---', ...rungs.map(() => '---')], ...[...rows].map((row) => row.flat())]
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n');
console.log(table);

const first = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).split('\n')[0];
if (cells.length > 0) {
  const all = [...rows.values()].flat().filter((text) => text !== '');
  const tools = [
    first('gcc', '--version'),
    first('docker', '--version'),
    first('nix-build', '--version'),
    `zig ${first('python3', '-m', 'ziglang', 'version')}`,
    `musl ${first('sh', '-c', 'dpkg -s musl | sed -n "s/^Version: //p"')}`,
    first('go', 'version')
      .replace(/^go version go/, 'Go ')
      .replace(/ \S+\/\S+$/, ''),
    first(join(tmpdir(), 'musl-wizard-lab/rust-musl/bin/rustc'), '--version').replace(/ \(.*/, ''),
  ];
  writeFileSync(
    file,
    `# Projects that nobody here wrote, by every rung

Written by \`npm run projects\`, last on ${new Date().toISOString().slice(0, 10)}; a cell that is empty was not built. Each is a copy of
upstream's sources (C from Debian bookworm, without its patches; Rust and Go from their registries),
\`choose --yes --rung RUNG\`, then \`build\`, with no further hand; every program was inspected: it is static, and of the C
library of its rung. ${all.filter((text) => !text.startsWith('no: ')).length} of ${all.length} cells gave programs. The others cannot: what was told is the root cause that
test/support/project-matrix*.ts expects, with its fix. A row with words behind the name is that fix.

The lab: ${tools.join(' · ')}. \`alpine\` runs on Docker with an image that the lab makes,
\`pkgs-musl\` on Nix with fixtures/nixpkgs-lab; both have libraries that were built for musl from Debian's sources, since
neither a registry nor nixpkgs can be reached there. Rust with musl is Debian's rustc with a standard library that was
built from its source (test/lab/rust-musl.sh), since rustup cannot be reached either; without it stands what a machine
with rustup's usual toolchain, or an image without a network, is told; Nix has its own. But for C by \`pkgs-musl\`, compilers
ran with -O0; Go, but for \`pkgs-musl\` and \`alpine\`, had its cache of earlier runs; the times are of two processors.

${table}
`,
  );
}
process.exit(status ?? 1);
