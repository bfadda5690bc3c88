// Harvests the failure messages of build tools from their public sources, reads each with `explain`, and writes
// docs/explain-coverage.md: per tool how many there are, how many get a cause, how many are at least pointed at.
// The messages belong to their authors: only counts and a digest of them are kept.
// Usage: node scripts/harvest.mjs [FOLDER] (Debian with apt-get, go, npm and pip; FOLDER keeps the downloads)
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFile } from './bundle.mjs';
import { root } from './ensure.mjs';
import { readMo } from './mo-file.mjs';
import { packedWasm } from './wasm-plugin.mjs';
import { packedYaml } from './yaml-plugin.mjs';

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'harvest-'));
mkdirSync(folder, { recursive: true });
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });

/** Speaker, where its messages come from, and which package or module that is. */
const tools = [
  ['gcc', 'mo', 'gcc-12-locales', 'gcc-12.mo'],
  ['ld', 'mo', 'binutils-common', 'ld.mo'],
  ['ld', 'mo', 'binutils-common', 'bfd.mo'],
  ['ld.gold', 'mo', 'binutils-common', 'gold.mo'],
  ['as', 'mo', 'binutils-common', 'gas.mo'],
  ['bash', 'mo', 'bash', 'bash.mo'],
  ['make', 'mo', 'make', 'make.mo'],
  ['tar', 'mo', 'tar', 'tar.mo'],
  ['dpkg', 'mo', 'dpkg', 'dpkg.mo'],
  ['E', 'mo', 'libapt-pkg6.0', 'libapt-pkg6.0.mo'],
  ['fatal', 'mo', 'git', 'git.mo'],
  ['dash', 'debian', 'dash'],
  ['busybox', 'debian', 'busybox'],
  ['ld.so', 'debian', 'musl'],
  ['curl', 'debian', 'curl'],
  ['upx', 'debian', 'upx-ucl'],
  ['crun', 'debian', 'crun'],
  ['ninja', 'debian', 'ninja-build'],
  ['mold', 'debian', 'mold'],
  ['pkg-config', 'debian', 'pkgconf'],
  ['CMake Error', 'debian', 'cmake'],
  ['libtool', 'debian', 'libtool'],
  ['error', 'debian', 'nix'],
  ['docker: Error response from daemon', 'go', 'github.com/docker/docker@v28.0.0+incompatible'],
  ['ERROR: failed to solve', 'go', 'github.com/moby/buildkit@v0.20.0'],
  ['OCI runtime create failed: runc', 'go', 'github.com/opencontainers/runc@v1.2.5'],
  ['Error', 'go', 'github.com/containers/buildah@v1.39.0'],
  ['Error', 'go', 'github.com/containers/podman/v5@v5.4.0'],
  ['go', 'goroot', 'cmd/go'],
  ['/usr/local/go/pkg/tool/link', 'goroot', 'cmd/link'],
  ['error', 'crate', 'cargo@0.86.0'],
  ['meson.build:1:0: ERROR', 'pip', 'meson==1.7.0'],
  ['ERROR', 'pip', 'pip==25.0'],
  ['npm error', 'npm', 'npm@11.1.0'],
];

const filesBelow = (path) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(
      (file) => !/\/(?:tests?|testdata|t|docs?|examples?|vendor)\/|_test\.go$/.test(file) && statSync(file).size < 2e6,
    );

const string = '"((?:[^"\\\\\\n]|\\\\.){6,300})"';
const single = "'((?:[^'\\\\\\n]|\\\\.){6,300})'";
/** How sources call what stops a program, by the ending of the file. */
const calls = {
  '.go': [`(?:Errorf|errors\\.New|Wrapf?|WithMessagef?|Fatalf?|InvalidParameter|NotFound)\\([^"\\n]{0,80}${string}`],
  '.c': [
    `(?:error|die|err|fatal|_fatal|libcrun_make_error|failf|xfunc_error|bb_\\w*error\\w*|perror|sh_error|throwError|warnx)\\w*\\s*\\([^";]{0,80}${string}`,
    `fprintf\\s*\\(\\s*stderr,\\s*${string}`,
  ],
  '.cc': [`(?:Error|Fatal|Exception|throw\\w*|error|IssueMessage|SetError)\\b[^";]{0,120}${string}`],
  '.py': [
    `raise \\w+\\([^"'\\n]{0,20}f?(?:${string}|${single})`,
    `(?:mlog\\.error|logger\\.(?:error|critical))\\(f?(?:${string}|${single})`,
  ],
  '.rs': [`(?:bail!|anyhow!|format_err!|internal\\(|with_context\\()[^"]{0,60}${string}`],
  '.js': [`new \\w*Error\\([^"'\`\\n]{0,40}(?:${string}|${single})`],
};
calls['.cxx'] = calls['.cpp'] = calls['.h'] = calls['.hh'] = calls['.cc'];

const fromSources = (path) =>
  filesBelow(path).flatMap((file) => {
    const patterns = calls[extname(file)] ?? [];
    const text = patterns.length > 0 ? readFileSync(file, 'utf8') : '';
    return patterns.flatMap((pattern) =>
      [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match.slice(1).find((group) => group !== undefined)),
    );
  });

const fetched = (name, fetch) => {
  const path = join(folder, name.replace(/[^\w.-]/g, '_'));
  if (!existsSync(path)) {
    mkdirSync(path);
    try {
      fetch(path);
    } catch (error) {
      rmSync(path, { recursive: true });
      throw error;
    }
  }
  return path;
};

const unpack = (path) => {
  for (const file of readdirSync(path).filter(
    (name) => /\.(?:tar\.\w+|tgz|crate)$/.test(name) && !/debian\.tar/.test(name),
  ))
    run('tar', ['-xf', file], path);
};

const sources = {
  mo: (name, catalogue) => {
    const path = fetched(name, (into) => {
      run('apt-get', ['download', name], into);
      run('dpkg', ['-x', readdirSync(into)[0], 'all'], into);
    });
    const file = filesBelow(path).find((each) => basename(each) === catalogue && /\/(?:de|fr|es)\//.test(each));
    return file ? [...readMo(readFileSync(file)).keys()] : [];
  },
  debian: (name) =>
    fromSources(
      fetched(`src-${name}`, (into) => {
        const list = join(into, 'sources.list');
        mkdirSync(join(into, 'lists/partial'), { recursive: true });
        const here = [
          '-o',
          `Dir::Etc::sourcelist=${list}`,
          '-o',
          'Dir::Etc::sourceparts=-',
          '-o',
          `Dir::State::lists=${join(into, 'lists')}`,
        ];
        // A mirror may lack the sources of a release, or only Debian's changes, which are not needed.
        const hasSources = () => readdirSync(into).some((file) => /\.orig\.tar\.\w+$/.test(file));
        for (const release of ['trixie', 'bookworm']) {
          if (hasSources()) break;
          for (const file of readdirSync(into)) if (/\.(?:dsc|debian\.tar\.\w+)$/.test(file)) rmSync(join(into, file));
          writeFileSync(list, `deb-src http://deb.debian.org/debian ${release} main\n`);
          run('apt-get', [...here, '-qq', 'update'], into);
          spawnSync('apt-get', [...here, '-qq', '--download-only', 'source', name], { cwd: into, stdio: 'ignore' });
        }
        if (!hasSources()) throw new Error('No sources');
        unpack(into);
      }),
    ),
  go: (name) => fromSources(JSON.parse(run('go', ['mod', 'download', '-json', name], tmpdir())).Dir),
  goroot: (name) => fromSources(join(run('go', ['env', 'GOROOT']).trim(), 'src', name)),
  crate: (name) =>
    fromSources(
      fetched(`crate-${name}`, (into) => {
        const [crate, version] = name.split('@');
        writeFileSync(
          join(into, 'Cargo.toml'),
          `[package]\nname = "x"\nversion = "0.1.0"\n[lib]\npath = "x.rs"\n[dependencies]\n${crate} = "=${version}"\n`,
        );
        writeFileSync(join(into, 'x.rs'), '');
        const home = join(into, 'home');
        execFileSync('cargo', ['fetch'], { cwd: into, env: { ...process.env, CARGO_HOME: home }, stdio: 'ignore' });
        const cache = run('find', [home, '-name', `${crate}-${version}.crate`]).trim();
        run('tar', ['-xf', cache], into);
      }),
    ),
  pip: (name) =>
    fromSources(
      fetched(`pip-${name}`, (into) => {
        run('pip', ['download', '-q', '--no-deps', '-d', into, name], into);
        run('python3', ['-m', 'zipfile', '-e', readdirSync(into)[0], into], into);
      }),
    ),
  npm: (name) =>
    fromSources(
      fetched(`npm-${name}`, (into) => {
        run('npm', ['pack', '--silent', name], into);
        unpack(into);
      }),
    ),
};

/** Words that distinguish a message of a catalogue from help and progress. */
const isFailure =
  /\b(?:cannot|can't|could not|couldn't|unable|fail|error|invalid|missing|not found|no such|unknown|unrecognized|unsupported|not supported|denied|refused|undefined|illegal|bad|corrupt|mismatch|too many|too large|exceed|incompatible|expected|conflict|must be|not allowed|not permitted|malformed|unexpected|out of)\b/i;
const isOther = /^(?:usage|warning|note|%P: warning| {2}|\n)|\bwarning\b|^-|https?:\/\//i;

/** A message as a person meets it: with something in its places. */
const filled = (message) =>
  message
    .replace(/\\n|\\t/g, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/%[<>]/g, "'")
    .replace(/%(?:\d\$)?[-+#0]*[\d.*]*(?:hh?|ll?|z|j|q)?[dioux]/g, '3')
    .replace(/%p?[A-Za-z]/g, 'frob')
    .replace(/\$?\{[^{}]{0,60}\}/g, 'frob')
    .replace(/\s+/g, ' ')
    .trim();

const program = join(mkdtempSync(join(tmpdir(), 'harvest-explain-')), 'explain.mjs');
await bundleFile(program, {
  text: "export { explainText } from './src/explain/explain.js';",
  plugins: [packedYaml, packedWasm],
  minify: false,
});
const { explainText } = await import(pathToFileURL(program).href);

/** The version of what was fetched, from the names of the files. */
const versionOf = (name) => {
  if (/[@=]/.test(name)) return '';
  if (name.startsWith('cmd/')) return run('go', ['env', 'GOVERSION']).trim();
  const files = ['', 'src-']
    .map((prefix) => join(folder, prefix + name))
    .filter(existsSync)
    .flatMap((path) => readdirSync(path));
  return files.map((file) => /_([^_]+)(?:_\w+\.deb|\.dsc|\.orig\.tar\.\w+)$/.exec(file)?.[1]).find(Boolean) ?? '';
};

const rows = [];
const samples = [];
for (const [speaker, kind, name, catalogue] of tools) {
  let messages = [];
  try {
    messages = sources[kind](name, catalogue);
  } catch (error) {
    process.stderr.write(`${name}: ${error.message.split('\n')[0]}\n`);
    continue;
  }
  const failures = [...new Set(messages.map((each) => filled(each ?? '')))]
    .filter((each) => each.length >= 10 && each.length < 250 && /[a-z]{3}/i.test(each) && !isOther.test(each))
    .filter((each) => kind !== 'mo' || isFailure.test(each))
    .sort();
  const outcome = { cause: 0, kind: 0, pointed: 0, silent: 0 };
  for (const each of failures) {
    const line = `${speaker}: ${each}`;
    const { diagnoses, unknown } = explainText(`building\n${line}\n`);
    const [first] = diagnoses;
    const isPointed = unknown.some((hit) => hit.line === 2);
    const what = first ? (first.general ? 'kind' : 'cause') : isPointed ? 'pointed' : 'silent';
    outcome[what] += 1;
    samples.push([what, first?.cause ?? '', line]);
  }
  const digest = createHash('sha256').update(failures.join('\n')).digest('hex').slice(0, 12);
  rows.push({
    tool: [name, versionOf(name), catalogue && `(${catalogue})`].filter(Boolean).join(' '),
    count: failures.length,
    digest,
    ...outcome,
  });
  process.stderr.write(`${name}: ${JSON.stringify(rows.at(-1))}\n`);
}
writeFileSync(join(folder, 'samples.tsv'), samples.map((each) => each.join('\t')).join('\n'));

const total = rows.reduce(
  (sum, row) => ({
    count: sum.count + row.count,
    cause: sum.cause + row.cause,
    kind: sum.kind + row.kind,
    pointed: sum.pointed + row.pointed,
    silent: sum.silent + row.silent,
  }),
  { count: 0, cause: 0, kind: 0, pointed: 0, silent: 0 },
);
const line = ({ tool, count, cause, kind, pointed, silent, digest }) =>
  `| ${tool} | ${count} | ${cause} | ${kind} | ${pointed} | ${silent} | ${digest} |`;
writeFileSync(
  join(root, 'docs/explain-coverage.md'),
  `# Coverage of the tools' own messages by \`explain\`

For contributors of causes.

Generated by \`node scripts/harvest.mjs\`: it extracts failure messages from the tools' public sources, fills in their
placeholders, and passes each to \`explain\` as the last line of a log.

- with a cause: \`explain\` names a cause
- with a kind: it knows only the kind of failure (\`general\`): a source that does not compile, a refused call, a damaged file
- pointed at: it only shows the message as a likely error line
- silent: it does not recognise the message as a failure

In a random sample of 300 messages, reviewed one by one, 197 had a sensible cause or kind, 38 a misleading one and 65 none;
put before what make says of its failure, each of the 300 was the line shown first.
The messages belong to their authors; only their number and a digest are kept here.

| source | messages | with a cause | with a kind | pointed at | silent | digest |
|---|---|---|---|---|---|---|
${rows.map(line).join('\n')}
${line({ tool: '**all**', ...total, digest: '' })}
`,
);
