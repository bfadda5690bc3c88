// `node scripts/dependencies.mjs`: writes the sizes in docs/dependencies.md, and fails where the file and package.json
// do not name the same packages, or where one is used nowhere. `--check` writes nothing.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { root } from './ensure.mjs';

const page = join(root, 'docs/dependencies.md');
const { devDependencies, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const output = await bundle(null, { version });

/** Bytes in the bundle, by package: a module's share of its chunk, which is known before it is minified. */
const sizes = new Map();
for (const { fileName, source, code, modules = {} } of output) {
  const add = (name, bytes) => sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  if (source) add(fileName.includes('yoga') ? 'yoga-layout' : 'musl-wizard itself', source.length);
  const whole = Object.values(modules).reduce((sum, { renderedLength }) => sum + renderedLength, 0);
  for (const [id, { renderedLength }] of Object.entries(modules)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? 'musl-wizard itself';
    add(name, (renderedLength / whole) * code.length);
  }
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
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}

const kB = (bytes) => (bytes === undefined ? '-' : `${(bytes / 1000).toFixed(1)} kB`);
const direct = Object.keys(devDependencies);
const transitive = [...sizes].filter(
  ([name, bytes]) => !direct.includes(name) && name !== 'musl-wizard itself' && bytes >= 1,
);
const sum = (entries) => entries.reduce((total, [, bytes]) => total + bytes, 0);
const updated = text
  .replace(/^(\| `([^`]+)` \|.*\| )[^|]*( \|)$/gm, (_, start, name, end) => `${start}${kB(sizes.get(name))}${end}`)
  .replace(
    /^In the bundle, minified: .*$/m,
    `In the bundle, minified: ${kB(sum([...sizes]))}, of which ${kB(sizes.get('musl-wizard itself'))} are the program and its trees and signatures (these packed by brotli), ${kB(sum(transitive))} packages that those below bring along: ${transitive
      .sort((a, b) => b[1] - a[1])
      .map(([name, bytes]) => `${name} ${kB(bytes)}`)
      .join(', ')}.`,
  );
if (!process.argv.includes('--check')) await writeFile(page, updated);

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
  };
  // As an import ('name), as a file of it (node_modules/name, .bin/name), or as the tool's own word.
  return Object.keys(devDependencies).filter(
    (name) => all.includes(`'${name}`) || all.includes(`/${name}`) || (name in tools && all.includes(tools[name])),
  );
}
