// `node scripts/dependencies.mjs`: writes the sizes in docs/dependencies.md, and fails where the file and package.json
// do not name the same packages, or where one is used nowhere. `--check` writes nothing.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';
import { root } from './ensure.mjs';
import { capabilitiesIn, sizesBelow, sizesOf, total } from './sizes.mjs';

const page = join(root, 'docs/dependencies.md');
const { devDependencies, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
/** Files of the package that are no part of the bundle, by the source that makes them. */
const beside = {
  'src/machine/collector.sh': ['collect.sh'],
  'src/commands/schemas/json-schema.ts': (await readdir(join(root, 'dist/schemas'))).map((name) => `schemas/${name}`),
};
const written = await Promise.all(
  Object.entries(beside).map(async ([source, names]) => {
    const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(root, 'dist', name)))));
    return { id: join(root, source), minified: bytes.length, packed: gzipSync(bytes, { level: 9 }).length };
  }),
);
const inBundle = sizesOf(await bundle(null, { version })).filter(({ id }) => !written.some((one) => one.id === id));
const sizes = [...inBundle, ...written];
const program = 'musl-wizard itself';
/** Bytes in the bundle, by package. */
const byPackage = new Map();
for (const { id, minified } of inBundle) {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? program;
  byPackage.set(name, (byPackage.get(name) ?? 0) + minified);
}

const text = await readFile(page, 'utf8');
const listed = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
const faults = [
  ...Object.keys(devDependencies)
    .filter((name) => !listed.includes(name))
    .map((name) => `${name} is not in docs/dependencies.md`),
  ...listed.filter((name) => !(name in devDependencies)).map((name) => `${name} is not in package.json`),
];
const used = await sources();
for (const name of Object.keys(devDependencies)) {
  if (!used.includes(name)) faults.push(`${name} is used nowhere`);
}
const counted = new Set();
const capabilities = capabilitiesIn(text).map(({ name, paths, before }) => {
  for (const path of paths)
    if (sizesBelow(sizes, root, [path]).length === 0) faults.push(`${name}: nothing of the bundle is in ${path}`);
  const own = sizesBelow(sizes, root, paths);
  for (const path of own.map(({ id }) => id))
    if (counted.has(path)) faults.push(`${name}: ${path} is counted twice`);
    else counted.add(path);
  return {
    name,
    minified: total(own, 'minified') - before.minified,
    packed: total(own, 'packed') - before.packed,
  };
});

const kB = (bytes) => (bytes === undefined ? '-' : `${(bytes / 1000).toFixed(1)} kB`);
const direct = Object.keys(devDependencies);
const brought = [...byPackage]
  .filter(([name, bytes]) => !direct.includes(name) && name !== program && bytes >= 100)
  .sort((a, b) => b[1] - a[1]);
const sum = (entries) => entries.reduce((all, [, bytes]) => all + bytes, 0);
let updated = text
  .replace(/^(\| `([^`]+)` \|.*\| )[^|]*( \|)$/gm, (line, start, name, end) =>
    direct.includes(name) ? `${start}${kB(byPackage.get(name))}${end}` : line,
  )
  .replace(
    /^In the bundle, minified: .*$/m,
    `In the bundle, minified: ${kB(sum([...byPackage]))}, of which ${kB(byPackage.get(program))} are the program with its trees and signatures (brotli-compressed), and ${kB(sum(brought))} are indirect dependencies: ${brought
      .map(([name, bytes]) => `${name} ${kB(bytes)}`)
      .join(', ')}.`,
  );
for (const { name, minified, packed } of capabilities)
  updated = updated
    .split('\n')
    .map((line) =>
      line.startsWith(`| ${name} |`) ? line.replace(/[^|]*\|[^|]*\|$/, ` ${kB(minified)} | ${kB(packed)} |`) : line,
    )
    .join('\n');

const checks = process.argv.includes('--check');
if (checks) faults.push(...outdated(text, updated));
else await writeFile(page, updated);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}

/** Figures of the page that are no longer so: what shares a file with what changes them, so two kilobytes or a quarter are left. */
function outdated(before, after) {
  const words = (page) => page.replace(/\d+\.\d kB/g, 'N kB').replace(/: [^|\n]* N kB\.$/gm, '');
  if (words(before) !== words(after)) return ['docs/dependencies.md: run node scripts/dependencies.mjs'];
  return after.split('\n').flatMap((line, n) => {
    const then = figures(before.split('\n')[n]);
    const now = figures(line);
    return [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
      const [was, is] = [then.get(name) ?? 0, now.get(name) ?? 0];
      if (Math.abs(is - was) <= Math.max(2, is / 4)) return [];
      return [`docs/dependencies.md, line ${n + 1}: ${was} kB is ${is} kB now: run node scripts/dependencies.mjs`];
    });
  });
}

/** The figures of a line: each by the word before it, or by its place. */
function figures(line) {
  const found = line.matchAll(/(?:([@\w/.-]+) )?(\d+\.\d) kB/g);
  return new Map([...found].map(([, word, figure], place) => [word ?? place, Number(figure)]));
}

/** All text in which a package can be used. */
async function sources() {
  const texts = [];
  for (const folder of ['src', 'test', 'scripts', 'bench', '.ci']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (
        entry.isFile() &&
        /\.(tsx?|m?js|mts|sh)$/.test(entry.name) &&
        path !== join(root, 'scripts/dependencies.mjs')
      ) {
        texts.push(await readFile(path, 'utf8'));
      }
    }
  }
  for (const file of ['package.json', 'tsconfig.json', 'vitest.config.ts']) {
    const content = await readFile(join(root, file), 'utf8');
    texts.push(file === 'package.json' ? JSON.stringify(JSON.parse(content).scripts) : content);
  }
  const all = texts.join('\n');
  const tools = {
    typescript: 'tsc',
    '@biomejs/biome': 'biome',
    'oxlint-tsgolint': '--type-aware',
    '@types/node': '"node"',
    '@types/react': "'react'",
    '@types/sarif': "'sarif'",
  };
  // As an import ('name), as a file of it (node_modules/name, .bin/name, wasm:name/file), or as the tool's own word.
  return Object.keys(devDependencies).filter(
    (name) =>
      all.includes(`'${name}`) ||
      all.includes(`/${name}`) ||
      all.includes(`virtual:wasm:${name}/`) ||
      (name in tools && all.includes(tools[name])),
  );
}
