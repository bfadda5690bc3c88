import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import type { AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilitiesIn } from '../../scripts/sizes.mjs';
import { rungIds } from '../../src/rungs/registry.js';
import { program as has } from '../support/lab.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

// The tarball as it would be published, installed by npm without a network and run where nothing else is.

let scratch: string;
let tarball: { filename: string; size: number; files: { path: string }[] };
let installed: string;

const npm = (args: string[], cwd: string): SpawnSyncReturns<string> =>
  spawnSync('npm', [...args, '--cache', join(scratch, 'empty-cache')], { cwd, encoding: 'utf8' });

const env = (more: Record<string, string> = {}) => ({
  PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: join(scratch, 'home'),
  TMPDIR: scratch,
  ...more,
});

const musl = (args: string[], more: Record<string, string> = {}): SpawnSyncReturns<string> =>
  spawnSync(join(installed, 'node_modules/.bin/musl-wizard'), args, {
    cwd: installed,
    encoding: 'utf8',
    env: env(more),
    timeout: 300_000,
  });

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mw-package-'));
  mkdirSync(join(scratch, 'home'));
  installed = join(scratch, 'project');
  mkdirSync(installed);
  const packed = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], root);
  const parsed = JSON.parse(packed.stdout);
  [tarball] = Array.isArray(parsed) ? parsed : (Object.values(parsed) as (typeof parsed)[]);
  writeFileSync(join(installed, 'package.json'), '{"private":true,"type":"module"}\n');
  const file = join(scratch, tarball.filename);
  const { status, stderr } = npm(['install', '--offline', '--no-audit', '--no-fund', file], installed);
  expect(stderr.replace(/^npm warn .*$/gm, '').trim()).toBe('');
  expect(status).toBe(0);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the tarball', () => {
  it('asks for no other package and has neither source maps nor sources', () => {
    const lock = JSON.parse(readFileSync(join(installed, 'package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages).filter(Boolean)).toEqual(['node_modules/musl-wizard']);
    const paths = tarball.files.map(({ path }) => path);
    expect(paths.filter((path) => /\.map$|^src\/|^test\/|^fixtures\/|^flows\//.test(path))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'dist/THIRD-PARTY-LICENSES.txt']));
  });

  it('weighs 1000 kB at most, and 620 kB beside what its features brought (docs/dependencies.md)', () => {
    const features = capabilitiesIn(readFileSync(join(root, 'docs/dependencies.md'), 'utf8'));
    expect(features.length).toBeGreaterThan(10);
    expect(tarball.size).toBeLessThanOrEqual(1_000_000);
    expect(tarball.size - features.reduce((sum, { packed }) => sum + packed, 0)).toBeLessThanOrEqual(620_000);
  });

  it('is accepted by publint and by npm publish', () => {
    execFileSync(join(root, 'node_modules/.bin/publint'), ['--strict', join(scratch, tarball.filename)]);
    const { status, stderr } = npm(['publish', '--dry-run', '--offline', join(scratch, tarball.filename)], root);
    expect(stderr).toContain('+ musl-wizard@'.slice(2));
    expect(status).toBe(0);
  });
});

describe('what comes with it', () => {
  it('is found by man after an installation for all', () => {
    const prefix = join(scratch, 'prefix');
    npm(['install', '--offline', '--global', '--prefix', prefix, join(scratch, tarball.filename)], scratch);
    expect(readFileSync(join(prefix, 'share/man/man1/musl-wizard.1'), 'utf8')).toContain('MUSL');
  });

  it('is a doorway that any old Node can parse', () => {
    const doorway = readFileSync(join(installed, 'node_modules/musl-wizard/dist/musl-wizard.cjs'), 'utf8');
    const code = doorway.replace(/^\s*(?:#!|\/\/).*$/gm, '').replace(/'(?:[^'\\]|\\.)*'/g, "''");
    expect(code).not.toMatch(/=>|`|\b(?:import|const|let|class|async)\b/);
  });

  it('is a manual page with every command and option', ({ skip }) => {
    skip(!has('groff').met(), 'needs groff');
    const page = readFileSync(join(installed, 'node_modules/musl-wizard/dist/musl-wizard.1'), 'utf8');
    const text = spawnSync('groff', ['-man', '-Tascii', '-P-c', '-ww'], { input: page, encoding: 'utf8' });
    expect(text.stderr).toBe('');
    for (const word of ['doctor', '--what-if', 'explain', 'completion', '--config-dir', 'EXIT STATUS']) {
      expect(text.stdout.replace(/\S\x08/g, '')).toContain(word);
    }
  });

  it('is a collector that runs where there is no Node', () => {
    const script = join(installed, 'node_modules/musl-wizard/dist/collect.sh');
    const { stdout } = spawnSync('sh', [script], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
      maxBuffer: 1 << 26,
    });
    writeFileSync(join(scratch, 'machine.json'), stdout);
    const there = JSON.parse(musl(['doctor', '--json', '--on', `snapshot:${join(scratch, 'machine.json')}`]).stdout);
    expect(there.machine.collector).toBe('snapshot');
    expect(there.facts.os.arch).toBeTruthy();
  });
});

describe('the installed program', () => {
  it('prints its version and its help', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(musl(['--version']).stdout).toBe(`${version}\n`);
    expect(musl(['--help']).stdout).toContain('doctor');
  });

  it('reads this machine', () => {
    const { stdout, status } = musl(['doctor', '--json']);
    expect([0, 1]).toContain(status);
    expect(JSON.parse(stdout).facts.os.kernel).toBeTruthy();
  });

  it('explains a log and looks into a program', () => {
    const log = join(scratch, 'log');
    writeFileSync(log, '/usr/bin/ld: cannot find -lssl: No such file or directory\n');
    expect(JSON.parse(musl(['explain', '--json', log]).stdout).diagnoses.length).toBeGreaterThan(0);
    expect(JSON.parse(musl(['inspect', '--json', process.execPath]).stdout).files[0].format).toBe('elf');
  });

  it('finds the sources of its canaries', () => {
    const [{ outcome, reason }] = JSON.parse(musl(['canary', 'glibc-static', '--json']).stdout).results;
    expect(['passed', 'blocked'], reason).toContain(outcome);
  });

  it.each([{}, { DEV: 'true' }])('draws the first screen of the wizard with %o', async (more) => {
    const terminal = spawn(join(installed, 'node_modules/.bin/musl-wizard'), [], {
      cols: 80,
      rows: 24,
      cwd: installed,
      env: env({ TERM: 'xterm-256color', LANG: 'C.UTF-8', ...more }),
    });
    let text = '';
    const gone = new Promise((resolve) => terminal.onExit(resolve));
    await new Promise<void>((resolve, reject) => {
      terminal.onData((chunk) => {
        text += chunk;
        if (text.includes('musl-wizard')) resolve();
      });
      void gone.then(() => reject(new Error(`it ended: ${text}`)));
    });
    terminal.kill('SIGTERM');
    await gone;
    expect(text).not.toMatch(/devtools|Cannot find/i);
  });
});

describe('the JSON documents', () => {
  const schemaOf = (words: string[]): AnySchema => JSON.parse(musl([...words, '--json-schema']).stdout);

  const fits = (schema: AnySchema, document: unknown): unknown => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    return ajv.validate(schema, document) ? [] : ajv.errors;
  };

  beforeAll(() => {
    writeFileSync(join(installed, 'hello.c'), 'int main(void) { return 0; }\n');
    writeFileSync(join(installed, 'Makefile'), 'hello: hello.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o hello hello.c\n');
    writeFileSync(join(installed, 'log'), 'ld: cannot find -lssl: No such file or directory\n');
  });

  const settings = () => ['--config-dir', join(scratch, 'settings')];
  it.each([
    [['doctor'], ['--json']],
    [['inspect'], ['--json', '--require', 'static', process.execPath, '/no/such/file']],
    [['inspect'], ['--json', '--portable', '/bin/true']],
    [['explain'], ['--json', 'log']],
    [['canary'], ['--json', 'musl-gcc', 'zig']],
    [['choose'], ['--json', '--yes', '--rung', 'glibc-static']],
    [['build'], ['--json', '--rung', 'glibc-static']],
    [['status'], ['--json', '--check']],
    [['undo'], ['--json', '--list']],
    [['snapshot'], []],
    [['flow', 'list'], ['--json']],
    // All of them together are linted by the unit tests, which takes a while.
    [
      ['flow', 'lint'],
      ['--json', join(root, 'flows/trees/upx.yaml')],
    ],
    [
      ['flow', 'run'],
      ['choose-setup', '--json', '--what-if', 'os.libc=musl'],
    ],
  ])('%j fits its schema with %j', (words, more) => {
    const { stdout, stderr } = musl([...settings(), ...words, ...more]);
    expect(stdout, stderr).toMatch(/^\{/);
    expect(fits(schemaOf(words), JSON.parse(stdout))).toEqual([]);
  });

  it('does not fit another one', () => {
    expect(fits(schemaOf(['doctor']), JSON.parse(musl(['snapshot']).stdout))).not.toEqual([]);
  });
});

describe('the library', () => {
  const consumer = `
import { type Artifact, diagnose, explain, type Facts, type Finding, inspect } from 'musl-wizard';
const artifact: Artifact = await inspect(process.execPath);
const { diagnoses } = await explain('/usr/bin/ld: cannot find -lssl: No such file or directory\\n');
const { facts, findings, rungs } = await diagnose('local', { domains: ['os'] });
const kernel: Facts['os']['kernel'] = facts.os.kernel;
const first: Finding | undefined = findings[0];
// @ts-expect-error a fact can be null: it is not known then
const known: string = facts.os.kernel;
console.log(JSON.stringify([artifact.format, diagnoses.length > 0, kernel === known, rungs.length, first?.id ?? null]));
`;

  it('type-checks at a user who has nothing but TypeScript, and runs, as docs/library.md writes it', () => {
    writeFileSync(join(installed, 'consumer.mts'), consumer);
    const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
    writeFileSync(join(installed, 'example.mts'), /^```ts\n(.*?)^```/ms.exec(page)?.[1] ?? '');
    const types = join(root, 'node_modules/@types');
    execFileSync(
      join(root, 'node_modules/.bin/tsc'),
      [
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2022',
        '--typeRoots',
        types,
        '--types',
        'node',
        'consumer.mts',
        'example.mts',
      ],
      { cwd: installed, encoding: 'utf8' },
    );
    const run = (name: string): unknown => {
      const { stdout, stderr } = spawnSync(process.execPath, [name], { cwd: installed, encoding: 'utf8', env: env() });
      expect(stderr).toBe('');
      return JSON.parse(stdout);
    };
    expect((run('consumer.mjs') as unknown[]).slice(0, 4)).toEqual(['elf', true, true, rungIds.length]);
    expect(run('example.mjs')).toMatchObject({ cause: 'missing-static-lib' });
  });
});
