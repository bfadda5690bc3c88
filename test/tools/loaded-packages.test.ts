import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

// Which packages a command really loads: V8 lists every script of a process (NODE_V8_COVERAGE), and
// the bundler says what is in each of them. This keeps the start fast for good.

const root = fileURLToPath(new URL('../..', import.meta.url));
let scratch: string;
let contents: ReadonlyMap<string, readonly string[]>;
let output: Awaited<ReturnType<typeof import('../../scripts/bundle.mjs')['bundle']>>;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'mw-loaded-'));
  const { bundle } = await import('../../scripts/bundle.mjs');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  output = await bundle(null, { version });
  contents = new Map(
    output.map((file) => [
      basename(file.fileName),
      (file.type === 'chunk' ? file.moduleIds : []).flatMap(
        (id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [],
      ),
    ]),
  );
  writeFileSync(join(scratch, 'log'), 'ld: cannot find -lssl\n');
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The packages whose code a run of the program loaded. */
const loaded = (args: readonly string[]): readonly string[] => {
  const folder = mkdtempSync(join(scratch, 'run-'));
  spawnSync(process.execPath, [join(root, 'dist/musl-wizard.cjs'), ...args], {
    cwd: scratch,
    env: { ...process.env, NODE_V8_COVERAGE: folder },
  });
  const scripts = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.includes('/dist/') && url.endsWith('.mjs'));
  });
  const packages = scripts.flatMap((url) => {
    const inside = contents.get(basename(url));
    if (!inside) throw new Error(`${url} is not of this build: run npm run build`);
    return inside;
  });
  return [...new Set(packages)].sort();
};

const neverNeeded = [
  'react',
  'react-reconciler',
  'ink',
  'yoga-layout',
  'typebox',
  'conf',
  'ajv',
  'js-yaml',
  '@dagrejs/dagre',
];

it.each(
  [
    ['--version'],
    ['--help'],
    ['doctor', '--json'],
    ['explain', '--json', 'log'],
    ['inspect', '--json', process.execPath],
  ].map((args) => ({ args })),
)('$args loads neither screen nor settings nor schemas nor graphs', ({ args }) => {
  const packages = loaded(args);
  expect(packages.filter((name) => neverNeeded.includes(name))).toEqual([]);
  // What is known without a parser needs none, and reading a machine not what builds need.
  const without = args[0] === 'doctor' ? ['commander', 'execa'] : ['execa'];
  expect(packages.filter((name) => without.includes(name))).toEqual([]);
  if (!['--version', 'doctor'].includes(args[0] ?? '')) expect(packages).toContain('commander');
});

it('sees what is loaded', () => {
  expect(loaded(['canary', 'no-such-rung'])).toContain('execa');
});

// What the wizard loads before its first frame: its command, itself, and what asks whether files of the project steer.
it.each(['/commands/wizard.ts', '/ui/run-wizard.tsx', '/engine/steering.ts'])(
  'loads neither the causes of logs, trees nor the parser of Nix with %s',
  (first) => {
    const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
    const reached = new Set<string>();
    const visit = (name: string): void => {
      const chunk = chunks.get(name);
      if (chunk === undefined || reached.has(name)) return;
      reached.add(name);
      for (const each of chunk.imports) visit(each);
    };
    const start = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(first)));
    if (start === undefined) throw new Error(`${first} is in no file of the bundle`);
    visit(start.fileName);
    const modules = [...reached].flatMap((name) => chunks.get(name)?.moduleIds ?? []);
    expect(
      modules.filter((id) => /signatures|spellings|web-tree-sitter|multi-search|flow\/shipped\.ts/.test(id)),
    ).toEqual([]);
    // Of projects and their builds the first frame shows nothing.
    if (first !== '/engine/steering.ts')
      expect(modules.filter((id) => /flows\/packages|\/execa\//.test(id))).toEqual([]);
  },
);
