// Writes fixtures/alpine-packages.txt: of an Alpine release, what flows/packages.yaml and the recipes name, read from the
// release's build files. A line is an origin and its packages for development, with the names that they provide.
//   node scripts/alpine-packages.mjs APORTS COMMIT        (a git folder of aports, and the commit of the release)
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load as parse } from 'js-yaml';

const [repository, commit] = process.argv.slice(2);
const git = (args, input) =>
  execFileSync('git', ['-C', repository, ...args], { input, maxBuffer: 2 ** 29, stdio: ['pipe', 'pipe', 'inherit'] });

const paths = git(['ls-tree', '-r', '--name-only', commit, 'main/', 'community/'])
  .toString()
  .split('\n')
  .filter((path) => /^\w+\/[^/]+\/APKBUILD$/.test(path));

/** The texts of all build files, by one call of git. */
const texts = () => {
  const bytes = git(['cat-file', '--batch'], paths.map((path) => `${commit}:${path}\n`).join(''));
  let at = 0;
  return paths.map((path) => {
    const end = bytes.indexOf('\n', at);
    const from = end + 1;
    at = from + Number(bytes.toString('utf8', at, end).split(' ')[2]) + 1;
    return [path.replace(/\/APKBUILD$/, ''), bytes.toString('utf8', from, at - 1)];
  });
};

/** Names of the packages that a build file makes. It is a shell script, of which only plain assignments are read. */
const packagesOf = (text) => {
  const values = new Map();
  const expand = (value) =>
    value.replace(/\$(?:\{(\w+)([^}]*)\}|(\w+))/g, (_, braced, cut, bare) => {
      const found = values.get(braced ?? bare) ?? '';
      return cut === '%%.*' ? found.split('.')[0] : found;
    });
  const provided = new Set();
  for (const [, name, plus, quoted, bare] of text.matchAll(/^\s*(?:\$\w+ && )?(\w+)(\+?)=(?:"([^"]*)"|(\S*))/gm)) {
    const value = expand(quoted ?? bare ?? '');
    // A conditional assignment repeats the name for cross compilers; a list assigned twice is read as appended.
    if (name === 'pkgname' && values.has(name)) continue;
    values.set(name, plus || name === 'subpackages' ? `${values.get(name) ?? ''} ${value}` : value);
    if (name === 'provides') for (const word of value.split(/\s+/)) provided.add(word.split('=')[0]);
  }
  const made = (values.get('subpackages') ?? '').split(/\s+/).map((word) => word.split(':')[0]);
  // The default Clang provides its packages under names without a version, which a function of its puts together.
  const plain = values.get('_default_clang') === 'yes' ? made.map((name) => name.replace(/^clang\d+/, 'clang')) : [];
  return [values.get('pkgname') ?? '', ...made, ...provided, ...plain].filter((name) =>
    /^[a-z0-9][\w.+-]*$/i.test(name),
  );
};

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const table = parse(readFileSync(join(root, 'flows/packages.yaml'), 'utf8'));
const tools = [
  'build-base',
  'linux-headers',
  'pkgconf',
  'autoconf',
  'automake',
  'libtool',
  'cmake',
  'meson',
  'cargo',
  'protoc',
  'go',
];
const named = new Set([...tools, ...table.flatMap(({ alpine }) => [...alpine.dev, ...(alpine.static ?? [])])]);

const lines = texts()
  .map(([origin, text]) => [origin, [...new Set(packagesOf(text))].sort()])
  .filter(([, names]) => names.some((name) => named.has(name)))
  .map(([origin, names]) => {
    const kept = names.filter((name) => named.has(name) || /-(?:dev|static)$/.test(name));
    return `${origin}: ${kept.join(' ')}\n`;
  });
const title = git(['show', '-s', '--format=%s', commit]).toString().replace(/=/g, '').trim();
const head = `# Made by scripts/alpine-packages.mjs from aports at ${commit} (${title}).\n`;
const file = join(root, 'fixtures/alpine-packages.txt');
writeFileSync(file, head + lines.join(''));
process.stdout.write(`${lines.length} origins written to ${file}\n`);
