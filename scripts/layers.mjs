// `node scripts/layers.mjs`: who may import whom in src/, as errors. What a pure file may not name (clocks, process) is a
// rule of biome.json.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { root } from './ensure.mjs';

/**
 * The folders (and single files) of src, lowest first. A file imports from its own folder and from those above it in this
 * list, so no two folders import each other. A pure one takes values only from pure ones: no disk, no processes, no
 * network, no React. Only the `screen` one imports Ink and React, which the bundle has in a file of their own.
 */
const layers = [
  ['globals', 'pure'],
  ['text', 'pure'],
  ['errors', 'pure'],
  ['system-error', 'effects'],
  ['files', 'effects'],
  ['facts', 'pure'],
  ['artifact', 'pure'],
  ['inspect', 'effects'],
  ['machine/capture', 'pure'],
  ['machine/certificates', 'pure'],
  ['machine/mountinfo', 'pure'],
  ['machine', 'effects'],
  ['probes', 'pure'],
  ['redact', 'pure'],
  ['rungs', 'pure'],
  ['libs', 'pure'],
  ['diagnosis', 'pure'],
  ['ladder', 'pure'],
  ['explain', 'pure'],
  ['project', 'pure'],
  ['settings', 'effects'],
  ['recipe', 'pure'],
  ['build', 'effects'],
  ['flow', 'pure'],
  ['engine', 'effects'],
  ['console', 'effects'],
  ['presentation', 'pure'],
  ['ui/ink', 'screen'],
  ['ui', 'effects'],
  ['commands', 'effects'],
  ['index', 'effects'],
  ['program', 'effects'],
  ['cli', 'effects'],
];

/** What pure code may take from Node: it computes. */
const pureBuiltins = ['node:path', 'node:util', 'node:crypto', 'node:stream', 'node:zlib', 'node:buffer'];

/** Faults that are there still, each by its first line; one that is fixed has to be removed from this list, too. */
const known = new Set(JSON.parse(readFileSync(join(root, 'scripts/layers-known.json'), 'utf8')));

const source = join(root, 'src');
const faults = new Map();
const fault = (what, where) => faults.set(what, [...(faults.get(what) ?? []), where]);
const rank = new Map(layers.map(([name, kind], at) => [name, { at, kind }]));
/** The entry of a file of src: its own, else that of its folder. */
const layerOf = (file) => {
  const name = file.replace(/\.(d\.)?tsx?$|\.js$/, '');
  return rank.has(name) ? name : name.split('/')[0];
};

for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))) {
  const from = rank.get(layerOf(file));
  if (!from) {
    fault(`src/${layerOf(file)} has no place in scripts/layers.mjs`, `src/${file}`);
    continue;
  }
  for (const { name, typeOnly } of importsOf(file)) {
    if (!name.startsWith('.')) foreign(file, from, name);
    else {
      const target = relative(source, join(source, dirname(file), name));
      if (!target.startsWith('../')) own(file, from, target, typeOnly);
    }
  }
}

function foreign(file, { kind }, name) {
  const where = `src/${file} imports ${name}`;
  if (kind !== 'screen' && /^(react|ink)\b/.test(name)) fault(`only ui/ink may import ${name}`, where);
  if (kind === 'pure' && name.startsWith('node:') && !pureBuiltins.includes(name))
    fault(`${layerOf(file)} is pure and may not import ${name}`, where);
}

function own(file, from, target, typeOnly) {
  const to = rank.get(layerOf(target));
  if (!to) return; // reported where it is
  const where = `src/${file} imports src/${target}`;
  if (to.at > from.at) fault(`${layerOf(file)} may not import ${layerOf(target)}, which is above it`, where);
  else if (from.kind === 'pure' && to.kind !== 'pure' && !typeOnly)
    fault(`${layerOf(file)} is pure and may take only types from ${layerOf(target)}`, where);
}

/** Every module that a file names: imports, exports, import() as value and as type. */
function importsOf(file) {
  const found = [];
  const walk = (node) => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (node === null || typeof node !== 'object') return;
    if (typeof node.source?.value === 'string') {
      const typeOnly = node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
      found.push({ name: node.source.value, typeOnly });
    }
    for (const child of Object.values(node)) walk(child);
  };
  walk(parseAst(readFileSync(join(source, file), 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' }));
  return found;
}

for (const [what, where] of faults) {
  if (known.has(what)) continue;
  console.error([what, ...where.map((line) => `  ${line}`)].join('\n'));
  process.exitCode = 1;
}
for (const what of known) {
  if (faults.has(what)) continue;
  console.error(`no longer so, take it out of scripts/layers-known.json: ${what}`);
  process.exitCode = 1;
}
