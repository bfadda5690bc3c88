// `npm run libraries [-- NAME...]`: builds every recipe of flows/libraries.yaml from its own source by the compilers of the
// table in docs/libraries.md, one at a time, and writes there what came of each. An hour or two on two cores; on Debian
// with its mirror, after `LIBRARIES=yes bash test/lab/install.sh`.
// LIBRARIES_CACHE=FOLDER keeps what was built, so that a run that was ended goes on where it was. LIBRARIES_FROM=FOLDER
// holds archives of what a mirror lacks.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { ensure, root } from './ensure.mjs';

ensure();
const file = join(root, 'docs/libraries.md');
const columns = [
  ['zig', 'x86_64'],
  ['musl-gcc', 'x86_64'],
  ['zig', 'aarch64'],
];
const { LIBRARIES_CACHE: kept, LIBRARIES_FROM: archives } = process.env;
const cache = kept ?? mkdtempSync(join(tmpdir(), 'musl-wizard-libraries-'));
const cwd = join(cache, 'here');
mkdirSync(cwd, { recursive: true });
const env = {
  ...process.env,
  XDG_CACHE_HOME: join(cache, 'cache'),
  XDG_STATE_HOME: join(cache, 'state'),
  // zig keeps musl, built once for each architecture, in its own cache.
  ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR ?? join(homedir(), '.cache/zig'),
};

/** `libs add`: its result for the library that was asked for, or for what that needs. */
const add = (id, rung, arch, ...more) => {
  const words = ['libs', 'add', id, '--rung', rung, '--arch', arch, '--yes', '--json', ...more];
  const cli = join(root, 'dist/musl-wizard.cjs');
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const said = /^musl-wizard: (.*)$/m.exec(stderr)?.[1] ?? 'it ended without a word';
  return stdout === '' ? { id, reason: said, library: null } : JSON.parse(stdout).results.at(-1);
};

/** What came of one library by one compiler, in a few words, and its version. */
const outcome = (id, rung, arch) => {
  const first = add(id, rung, arch);
  const result = first.library === null && archives ? add(id, rung, arch, '--from', archives) : first;
  if (result.id === id && result.library?.ran) return { words: 'yes', version: result.library.version };
  const reason = result.library ? 'its program was not run' : first.reason;
  return { words: `no: ${first.id === id ? '' : `${first.id}: `}${reason}`.replaceAll(/[|\n]/g, ' ') };
};

const write = (id, version, words) => {
  const rows = new Map();
  const text = readFileSync(file, 'utf8').replace(/(?<=\|---\|---\|---\|---\|---\|\n)(?:\|.*\n)*/, (table) => {
    for (const line of table.trim().split('\n')) rows.set(line.split(' ')[1], line);
    rows.set(id, `| ${[id, version, ...words].join(' | ')} |`);
    return recipes
      .flatMap((each) => rows.get(each.id) ?? [])
      .map((line) => `${line}\n`)
      .join('');
  });
  writeFileSync(file, text);
};

const asked = process.argv.slice(2);
const recipes = load(readFileSync(join(root, 'flows/libraries.yaml'), 'utf8'));
for (const { id } of recipes.filter((each) => asked.length === 0 || asked.includes(each.id))) {
  const cells = columns.map(([rung, arch]) => {
    const made = outcome(id, rung, arch);
    console.error(`${id} ${rung} ${arch}: ${made.words}`);
    return made;
  });
  write(
    id,
    cells.find(({ version }) => version)?.version ?? '–',
    cells.map(({ words }) => words),
  );
}
if (kept === undefined) rmSync(cache, { recursive: true, force: true });
