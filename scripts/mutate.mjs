// `npm run mutate [-- --sample N] [--seed N] [--only PATH]`: changes one place of src at a time (a sample, always the same
// of a seed), runs the unit tests that import the file, and prints which changes no test saw. Types count as a test.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAst } from 'rolldown/parseAst';
import { root } from './ensure.mjs';

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'src' },
  },
});

/** A linear congruential generator (Numerical Recipes): the same sample for the same seed. */
let state = Number(values.seed) >>> 0;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const swaps = {
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
};

/** The changes of one node, each [start, end, text in its place]; none of types, imports and messages. */
const changesOf = (node, text) => {
  const source = text.slice(node.start, node.end);
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'boolean') return [[node.start, node.end, String(!node.value)]];
      if (typeof node.value === 'number') return [[node.start, node.end, `(${source} + 1)`]];
      return [];
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const swapped = swaps[node.operator];
      if (!swapped) return [];
      const at = text.indexOf(node.operator, node.left.end);
      return [[at, at + node.operator.length, swapped]];
    }
    case 'UnaryExpression':
      return node.operator === '!' ? [[node.start, node.end, text.slice(node.argument.start, node.argument.end)]] : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return [
        [node.test.start, node.test.end, 'true'],
        [node.test.start, node.test.end, 'false'],
      ];
    case 'ExpressionStatement':
      return node.expression.type === 'CallExpression' ? [[node.start, node.end, ';']] : [];
    default:
      return [];
  }
};

const isType = ({ type }) => /^TS(?!AsExpression|NonNull|Satisfies)|^Import/.test(type);

const changes = (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [];
  const walk = (node) => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (node === null || typeof node !== 'object') return;
    if (typeof node.type === 'string') {
      if (isType(node)) return;
      for (const [start, end, becomes] of changesOf(node, text)) found.push({ file, start, end, becomes, text });
    }
    for (const child of Object.values(node)) walk(child);
  };
  walk(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }));
  return found;
};

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file}`)
  .filter((file) => /\.ts$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('src/ui/'))
  .filter((file) => file.startsWith(values.only) && !/schema\.ts$/.test(file))
  .sort();
const all = files.flatMap(changes);
const sample = [];
for (let n = Math.min(Number(values.sample), all.length); n > 0; n -= 1)
  sample.push(...all.splice(Math.floor(random() * all.length), 1));

// In a copy, so that a run that is interrupted leaves the sources as they are.
const copy = mkdtempSync(join(tmpdir(), 'mw-mutate-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
for (const name of readdirSync(root)) {
  if (name === 'node_modules') symlinkSync(join(root, name), join(copy, name));
  else if (!/^(\.git|dist|dist-sea)$/.test(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
}
const run = (program, ...args) =>
  spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 300_000,
    env: { ...process.env, CI: '1' },
  }).status === 0;

let caught = 0;
for (const { file, start, end, becomes, text } of sample) {
  writeFileSync(join(copy, file), text.slice(0, start) + becomes + text.slice(end));
  const survives =
    run('vitest/vitest.mjs', 'related', '--run', '--project', 'unit', '--bail=1', '--exclude=test/checks/**', file) &&
    run('typescript/bin/tsc', '-p', '.');
  writeFileSync(join(copy, file), text);
  if (!survives) caught += 1;
  const line = text.slice(0, start).split('\n').length;
  if (survives) console.log(`survived: ${file}:${line}: ${text.slice(start, end).slice(0, 60)} -> ${becomes}`);
}
const share = ((caught / sample.length) * 100).toFixed(1);
console.log(
  `${caught} of ${sample.length} changes caught (${share} %), seed ${values.seed}, of ${all.length + sample.length} possible`,
);
process.exitCode = caught / sample.length >= 0.92 ? 0 : 1;
