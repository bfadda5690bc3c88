// `npm run mutate [-- --sample N] [--seed N] [--only PATH]`: changes one place of src at a time (a sample, always the same
// of a seed), runs the unit tests that import the file, and prints each change with its outcome and the score so far.
// Types count as a test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
let running = null;
/** A change can make a test run for ever: its whole process group is ended. */
const end = () => {
  try {
    if (running) process.kill(-running.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};
process.on('exit', () => {
  end();
  rmSync(copy, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
for (const name of readdirSync(root)) {
  if (name === 'node_modules') symlinkSync(join(root, name), join(copy, name));
  else if (!/^(\.git|dist|dist-sea)$/.test(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
}

let late = 0;
/** Whether a check passes; one that never ends does not. */
const passes = async (program, ...args) => {
  running = spawn(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: copy,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, CI: '1' },
  });
  const timer = setTimeout(() => {
    late += 1;
    end();
  }, 600_000);
  const [code] = await once(running, 'exit');
  clearTimeout(timer);
  return code === 0;
};

const flags = '--run --project unit --bail=1 --exclude=test/checks/**'.split(' ');
const related = (...paths) => passes('vitest/vitest.mjs', 'related', ...flags, ...paths);
/** The tests beside a file see most changes, in seconds; only what they let pass goes to all that import it. */
const beside = (path) => {
  const folder = dirname(path).replace(/^src/, 'test');
  const there =
    existsSync(join(copy, folder)) && readdirSync(join(copy, folder)).some((name) => name.includes('.test.'));
  return there ? passes('vitest/vitest.mjs', 'run', ...flags.slice(1), `${folder}/`) : true;
};

// Tests that fail without a change would catch everything.
if (!(await related(...new Set(sample.map(({ file }) => file))))) {
  console.error('The unit tests of the sample fail, or do not end in 10 minutes, before anything is changed.');
  process.exit(2);
}

let caught = 0;
for (const [at, { file, start, end: stop, becomes, text }] of sample.entries()) {
  writeFileSync(join(copy, file), text.slice(0, start) + becomes + text.slice(stop));
  const survives = (await beside(file)) && (await passes('typescript/bin/tsc', '-p', '.')) && (await related(file));
  writeFileSync(join(copy, file), text);
  if (!survives) caught += 1;
  const line = text.slice(0, start).split('\n').length;
  const change = `${file}:${line}: ${text.slice(start, stop).slice(0, 60)} -> ${becomes}`;
  console.log(`${caught} of ${at + 1}  ${survives ? 'SURVIVED' : 'caught'}  ${change}`);
}
const share = ((caught / sample.length) * 100).toFixed(1);
console.log(
  `${caught} of ${sample.length} changes caught (${share} %), ${late} of them since tests did not end, seed ${values.seed}, of ${all.length + sample.length} possible`,
);
process.exitCode = caught / sample.length >= 0.92 ? 0 : 1;
