// `npm run check`: types, style, floating promises, layers, names, unused code and packages, all at once; each that fails prints
// what it found. `npm run check -- NAME...` runs some of them.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const checks = {
  types: [bin('tsc'), '-p', '.'],
  style: [bin('biome'), 'check', '--error-on-warnings'],
  promises: [bin('oxlint'), '--type-aware', '--deny-warnings', 'src', 'test', 'scripts', 'bench'],
  layers: [process.execPath, 'scripts/layers.mjs'],
  names: [process.execPath, 'scripts/names.mjs'],
  unused: [bin('knip')],
};

/** Runs a check; its exit code, and what it printed. */
const run = ([command, ...args]) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
    child.on('error', (error) => resolve({ code: 1, text: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, text }));
  });

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in checks));
if (unknown.length > 0) throw new Error(`no check ${unknown}; there are ${Object.keys(checks).join(', ')}`);
const chosen = Object.entries(checks).filter(([name]) => asked.length === 0 || asked.includes(name));
await Promise.all(
  chosen.map(async ([name, command]) => {
    const { code, text } = await run(command);
    if (code === 0) return;
    console.error(`\n== ${name} failed: ${command.slice(1).join(' ')}\n${text}`);
    process.exitCode = 1;
  }),
);
