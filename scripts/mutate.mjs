// `npm run mutate [-- --sample N] [--seed N] [--only PATH]... [--nearest N]`: changes one place of src at a time (a sample, always the same
// of a seed), runs the unit tests that import the file, nearest first, and prints each change with its outcome and the score
// so far. Types count as a test; --only is repeatable.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAst } from 'rolldown/parseAst';
import { root } from './ensure.mjs';

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true, default: ['src'] },
    // Of tests that import a file by way of others: no more than so many of the nearest. What is caught then, is so anyway.
    nearest: { type: 'string', default: '1000' },
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
  .filter((file) => values.only.some((path) => file.startsWith(path)) && !/schema\.ts$/.test(file))
  .sort();
const all = files.flatMap(changes);
const sample = [];
for (let n = Math.min(Number(values.sample), all.length); n > 0; n -= 1)
  sample.push(...all.splice(Math.floor(random() * all.length), 1));

// In a copy, so that a run that is interrupted leaves the sources as they are.
const copy = mkdtempSync(join(tmpdir(), 'mw-mutate-'));
/** Ends a process with all that it started: a change can make a test run for ever. */
const kill = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};
const running = new Set();
process.on('exit', () => {
  for (const child of running) kill(child);
  rmSync(copy, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
for (const name of readdirSync(root)) {
  if (name === 'node_modules') symlinkSync(join(root, name), join(copy, name));
  else if (!/^(\.git|dist|dist-sea)$/.test(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
}

/** Which files of src and test import a file, by path; what is loaded later counts. */
const importers = new Map();
for (const folder of ['src', 'test'])
  for (const name of readdirSync(join(copy, folder), { recursive: true, encoding: 'utf8' })) {
    const file = `${folder}/${name}`;
    if (!/\.tsx?$/.test(file)) continue;
    for (const [, path] of readFileSync(join(copy, file), 'utf8').matchAll(
      /(?:from|import\(|import|mock\() ?'(\.[^']+)'/g,
    )) {
      const imported = join(dirname(file), path).replace(/\.js$/, '');
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
const isTest = (file) => /^test\/(?!checks|lab|tools|pty|exercises).*\.test\.tsx?$/.test(file);

/** The unit tests of a file: those of its name and those that import it, and those that do so by way of others, of its own folder first. */
const testsOf = (file) => {
  const reached = [file];
  const near = new Set();
  for (const each of reached)
    for (const next of importers.get(each.replace(/\.tsx?$/, '')) ?? []) {
      if (!reached.includes(next)) reached.push(next);
      const isOwn = basename(next).split('.')[0] === basename(file).split('.')[0];
      if (isTest(next) && (each === file || isOwn)) near.add(next);
    }
  // Tests lie in folders like those of what they test.
  const folder = `${dirname(file).replace(/^src/, 'test')}/`;
  const far = reached.filter((each) => isTest(each) && !near.has(each));
  const [own, others] = [true, false].map((wanted) => far.filter((each) => each.startsWith(folder) === wanted));
  return { near: [...near], far: [...own, ...others].slice(0, Number(values.nearest)) };
};

/** What `child` says, or how it ends; null when it has not within `limit` milliseconds, and is ended. */
const answerOf = async (child, event, limit) => {
  const patience = new AbortController();
  const late = setTimeout(() => patience.abort(), limit);
  try {
    return (await once(child, event, { signal: patience.signal }))[0];
  } catch {
    kill(child);
    return null;
  } finally {
    clearTimeout(late);
  }
};

const started = (child) => {
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
};
const hour = 3_600_000;
let host = null;
/** How long each test took when it ran last, in milliseconds. */
const durations = new Map();
/** The tests of a file first, then the quickest. */
const inOrder = (tests, file) => {
  const rank = (test) =>
    basename(test).split('.')[0] === basename(file).split('.')[0] ? 0 : (durations.get(test) ?? 10_000) + 1;
  return [...tests].sort((a, b) => rank(a) - rank(b));
};
/** Runs unit tests until one fails; the files of those that fail, null where they do not end within `limit` milliseconds. */
const run = async (tests, changed, limit = hour) => {
  if (tests.length === 0) return [];
  if (host === null || !running.has(host)) {
    host = started(fork(join(copy, 'scripts/mutate-host.mjs'), { cwd: copy, stdio: 'ignore', detached: true }));
    if ((await answerOf(host, 'message', hour)) !== 'ready') throw new Error('vitest does not start');
  }
  host.send({ tests: inOrder(tests, changed).map((test) => join(copy, test)), changed: join(copy, changed) });
  const answer = await answerOf(host, 'message', limit);
  for (const [path, took] of answer?.took ?? []) durations.set(relative(copy, path), took);
  return answer?.failed.map((path) => relative(copy, path)) ?? null;
};
/** Whether the types hold. */
const fits = async () => {
  const args = [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    '.',
    '--incremental',
    '--tsBuildInfoFile',
    '.types',
  ];
  const tsc = started(spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', detached: true }));
  return (await answerOf(tsc, 'exit', hour)) === 0;
};

/** Tests that fail while nothing is changed: they would catch everything, and are left out. */
const unsound = new Set();
/** Tests that passed while nothing was changed. */
const sound = new Set();
if (!(await fits())) throw new Error('the types do not hold before anything is changed');

/** Whether a change is seen, and by what; null where it is not. */
const seenBy = async ({ file, start, end, becomes, text }) => {
  const path = join(copy, file);
  const { near, far } = testsOf(file);
  const changed = async (check) => {
    writeFileSync(path, text.slice(0, start) + becomes + text.slice(end));
    try {
      return await check();
    } finally {
      writeFileSync(path, text);
    }
  };
  /** How some tests see it, or null. What fails is believed once it has passed with nothing changed. */
  const tested = async (tests) => {
    for (let limit = 600_000; ; ) {
      const those = tests.filter((test) => !unsound.has(test));
      const failed = await changed(() => run(those, file, limit));
      if (failed?.length === 0) return null;
      const blamed = failed ?? those;
      if (blamed.every((test) => sound.has(test)) && failed !== null) return 'caught';
      const begun = performance.now();
      const wrong = (await run(blamed, file)) ?? blamed;
      const took = performance.now() - begun;
      for (const test of wrong.length > 0 ? wrong : blamed) (wrong.length > 0 ? unsound : sound).add(test);
      if (wrong.length === 0 && failed !== null) return 'caught';
      if (wrong.length === 0 && 5 * took < limit) return 'caught, does not end';
      limit = Math.max(limit, 6 * took);
    }
  };
  return (await tested(near)) ?? ((await changed(fits)) ? await tested(far) : 'caught by types');
};

let caught = 0;
let endless = 0;
for (const [at, change] of sample.entries()) {
  const seen = await seenBy(change);
  if (seen !== null) caught += 1;
  if (seen === 'caught, does not end') endless += 1;
  const { file, text, start, end: stop, becomes } = change;
  const line = text.slice(0, start).split('\n').length;
  const what = `${file}:${line}: ${text.slice(start, stop).slice(0, 60)} -> ${becomes}`;
  console.log(`${caught} of ${at + 1}  ${seen ?? 'SURVIVED'}  ${what}`);
}
const share = ((caught / sample.length) * 100).toFixed(1);
console.log(
  `${caught} of ${sample.length} changes caught (${share} %), ${endless} of them since tests did not end, seed ${values.seed}, of ${all.length + sample.length} possible`,
);
if (unsound.size > 0) console.log(`left out, since they fail while nothing is changed: ${[...unsound].join(', ')}`);
process.exit(caught / sample.length >= 0.92 ? 0 : 1);
