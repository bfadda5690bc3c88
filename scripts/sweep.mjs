// `npm run sweep -- [--debian N] [--crates N] [--go N] [--seed S] [--dpkg] [--limit SECONDS] [--out FILE]`: how far plain
// `choose --yes && build` gets with projects that nobody chose: a random sample of what Debian packages, built from the
// upstream sources (C and C++ without Debian's patches, Rust and Go from their registries, newest version). Prints a
// table; --out adds a line of JSON a project. With --dpkg also whether dpkg-buildpackage builds the C and C++ ones here.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensure, root } from './ensure.mjs';

const { values } = parseArgs({
  options: {
    debian: { type: 'string', default: '0' },
    crates: { type: 'string', default: '0' },
    go: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '600' },
    dpkg: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const limitMs = Number(values.limit) * 1000;
const cli = join(root, 'dist/musl-wizard.cjs');
const folder = mkdtempSync(join(tmpdir(), 'musl-wizard-sweep-'));
const script = (name) => join(root, 'test/lab', name);
const text = (command, args, options = {}) =>
  execFileSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  });

/** Paragraphs of Debian's index as fields. */
const paragraphs = (index) =>
  index.split(/\n\n+/).map((paragraph) => {
    const fields = paragraph.replace(/\n[ \t]+/g, ' ').split('\n');
    return Object.fromEntries(fields.map((field) => /^([\w-]+):\s*(.*)/.exec(field)?.slice(1)).filter(Boolean));
  });

/** Upstream sources of a Debian package below a folder. */
const debianSource = (name) => {
  execFileSync('sh', [script('debian-sources.sh'), join(folder, 'sources'), name], {
    stdio: 'ignore',
    timeout: limitMs,
  });
  return join(folder, 'sources', name);
};

/** The source of the newest version of a crate, by the ordinary client. */
const crateSource = (name) => {
  const place = mkdtempSync(join(folder, 'crate-'));
  mkdirSync(join(place, 'src'));
  writeFileSync(join(place, 'src/main.rs'), 'fn main() {}\n');
  writeFileSync(
    join(place, 'Cargo.toml'),
    `[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n${name} = "*"\n`,
  );
  execFileSync('cargo', ['vendor', '--quiet'], { cwd: place, stdio: 'ignore', timeout: limitMs });
  return join(place, 'vendor', name);
};

/** The source of the newest version of a Go module, by the ordinary client. */
const moduleSource = (path) => JSON.parse(text('go', ['mod', 'download', '-json', `${path}@latest`], { cwd: '/' })).Dir;

const sources = () => {
  debianSource('hello');
  const lists = join(folder, 'sources/apt/lists');
  const list = readdirSync(lists).find((name) => name.includes('Sources'));
  return paragraphs(text('/usr/lib/apt/apt-helper', ['cat-file', join(lists, list)]));
};
const binaries = () => paragraphs(text('apt-cache', ['dumpavail']));
const names = (list) => [...new Set(list)].sort();

/** What may be drawn, by kind: programs of Debian without a window. */
const frames = {
  debian: () =>
    names(
      binaries()
        .filter(
          ({ Tag = '' }) =>
            /role::program/.test(Tag) &&
            /implemented-in::c(?:\+\+)?(?:,|$)/.test(Tag) &&
            !/interface::(?:x11|graphical)/.test(Tag),
        )
        .map(({ Package, Source }) => (Source ?? Package).split(' ')[0]),
    ),
  crates: () =>
    names(
      binaries()
        .filter(({ Package = '', Source = '' }) => Source.startsWith('rust-') && !Package.startsWith('librust-'))
        .map(({ Source }) => Source.split(' ')[0].slice('rust-'.length)),
    ),
  go: () =>
    names(
      sources()
        .filter(
          (fields) =>
            fields['Go-Import-Path'] && fields.Binary.split(/,\s*/).some((name) => !/^golang-.*-dev$/.test(name)),
        )
        .map((fields) => fields['Go-Import-Path'].split(',')[0]),
    ),
};
const fetchers = { debian: debianSource, crates: crateSource, go: moduleSource };

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
const random = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
const shuffled = (list, next) => {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(next() * left.length), 1)[0]);
};

/** Less work for rustc; whether a program comes out does not depend on it. */
const quick = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/** One command of the program, as JSON; where it gave none, what it said in place of it, null if it was out of time. */
const run = (project, home, words) => {
  const { stdout, stderr, error } = spawnSync('nice', ['-n', '10', process.execPath, cli, ...words, '--json'], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 2 * limitMs,
    env: { ...process.env, ...quick, XDG_CONFIG_HOME: join(home, 'config'), XDG_STATE_HOME: join(home, 'state') },
  });
  try {
    return JSON.parse(stdout);
  } catch {
    return error === undefined ? { said: stderr.trim().split('\n').slice(-8).join(' ').slice(-600) } : null;
  }
};

/** The end of a log, for a second look. */
const endOf = (log) => (log && existsSync(log) ? readFileSync(log, 'utf8').slice(-6000) : null);

/** The findings by which rungs that were not tried lack what a project links. */
const lacksOf = ({ results }) =>
  results
    .filter(({ findings }) => findings.includes('project-library-missing'))
    .map(({ reason }) => `project-library-missing: ${reason.replace(/^[^:]*: /, '')}`);

/** What came of a project by `choose --yes && build`. */
const tryOne = (kind, name, source) => {
  const place = mkdtempSync(join(folder, 'try-'));
  const project = join(place, name.split('/').at(-1));
  cpSync(source, project, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  execFileSync('chmod', ['-R', 'u+w', project]);
  const started = Date.now();
  const chosen = run(project, place, ['choose', '--yes', '--timeout', values.limit]);
  const built = chosen?.chosen ? run(project, place, ['build']) : null;
  const tried = (chosen?.results ?? []).filter(({ outcome }) => outcome !== 'blocked');
  const said = chosen?.said ?? built?.said;
  const last = built ?? tried.at(-1);
  const late = chosen === null || last?.outcome === 'timeout' || (chosen.chosen && built === null);
  const passed = built?.outcome === 'passed';
  // Of the last rung that was tried: what one before it lacks explains nothing of that.
  const causes = names([
    ...(passed ? [] : (last?.diagnoses ?? []))
      .filter(({ root: isRoot }) => isRoot)
      .map(({ cause, title }) => `${cause}: ${title}`),
    // Where no rung was tried: what each lacks.
    ...(said ? [`refused: ${said}`] : []),
    ...(chosen?.chosen === null && tried.length === 0 ? lacksOf(chosen) : []),
  ]);
  const row = {
    kind,
    name,
    rung: chosen?.chosen?.rung ?? null,
    outcome: passed ? 'built' : late ? 'out of time' : causes.length > 0 ? 'cause named' : 'no cause',
    programs: passed ? built.programs.map((program) => program.name) : [],
    causes,
    reason: passed ? null : (said ?? last?.reason ?? chosen?.results?.at(-1)?.reason ?? 'no answer'),
    skipped: (chosen?.trace ?? [])
      .filter(({ decision }) => decision === 'blocked')
      .map(({ rung, why }) => `${rung}: ${why}`),
    log: passed ? null : endOf(last?.logFile),
    seconds: Math.round((Date.now() - started) / 1000),
    ...(kind === 'debian' && values.dpkg ? { dpkg: dpkg(name) } : {}),
  };
  rmSync(place, { recursive: true, force: true });
  return row;
};

/** Whether Debian's own way builds a package here, dynamic, with what is installed. */
const dpkg = (name) => {
  const place = mkdtempSync(join(folder, 'dpkg-'));
  const env = { ...process.env, APT_CONFIG: join(folder, 'sources/apt/apt.conf'), DEB_BUILD_OPTIONS: 'nocheck nodoc' };
  try {
    text('apt-get', ['source', '-qq', name], { cwd: place, env, timeout: limitMs });
    const tree = readdirSync(place, { withFileTypes: true }).find((entry) => entry.isDirectory())?.name ?? '';
    text('nice', ['-n', '10', 'dpkg-buildpackage', '-b', '-d', '-us', '-uc'], {
      cwd: join(place, tree),
      env,
      timeout: limitMs,
    });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
};

ensure();
const rows = [];
try {
  for (const kind of ['debian', 'crates', 'go']) {
    const wanted = Number(values[kind]);
    const drawn = wanted > 0 ? shuffled(frames[kind](), random(Number(values.seed))) : [];
    let left = wanted;
    for (const name of drawn) {
      if (left === 0) break;
      let source;
      try {
        source = fetchers[kind](name);
        if (!existsSync(source)) throw new Error('no source');
      } catch {
        process.stderr.write(`${kind} ${name}: its source cannot be had, the next is taken\n`);
        continue;
      }
      left -= 1;
      const row = tryOne(kind, name, source);
      rows.push(row);
      process.stderr.write(`${kind} ${name}: ${row.outcome}, ${row.seconds} s\n`);
      if (values.out) appendFileSync(values.out, `${JSON.stringify(row)}\n`);
    }
  }
} finally {
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
}
const cells = rows.map(({ kind, name, rung, outcome, programs, causes, reason, seconds, dpkg: native }) => [
  kind,
  name,
  outcome === 'built' ? `${programs.join(' ')} by ${rung}` : outcome,
  outcome === 'built' ? '' : causes.join('; ') || reason.slice(0, 100),
  `${seconds} s`,
  ...(values.dpkg ? [native === undefined ? '' : native ? 'yes' : 'no'] : []),
]);
const heads = ['kind', 'project', 'outcome', 'cause', 'time', ...(values.dpkg ? ['dpkg-buildpackage'] : [])];
console.log(
  [heads, heads.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ').replaceAll('\n', ' ')} |`).join('\n'),
);
const count = (wanted) => rows.filter(({ outcome }) => outcome === wanted).length;
console.log(
  `\n${rows.length} projects, seed ${values.seed}: ${count('built')} built, ${count('cause named')} with a cause, ${count('no cause')} without, ${count('out of time')} out of time.`,
);
