/** The shell collector against the Node collector, on files made to be hard to read. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture, CaptureKey } from '../../src/machine/capture.js';
import type { Environment } from '../../src/machine/expand.js';
import { localMachine } from '../../src/machine/local.js';
import { announcedPace, withoutAnnouncement } from '../../src/machine/pace.js';
import { collectorScript, patienceOf } from '../../src/machine/script.js';
import { parseSnapshot } from '../../src/machine/snapshot.js';
import { keysOf } from '../../src/probes/interpret.js';
import { redactionKeys } from '../../src/redact/redact.js';
import { valuesFor } from '../support/foreign-values.js';
import { describeLab, program } from '../support/lab.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-collector-'));
const at = (name: string): string => join(folder, name);
const env = { PATH: process.env.PATH, HOME: folder, QUOTED: 'a\'b"c\\d $HOME `id` $(id)', EMPTY: '' };
let server: Server;

beforeAll(async () => {
  const texts: Readonly<Record<string, string>> = {
    plain: 'one\ntwo\n',
    open: 'no newline at the end',
    empty: '',
    hard: 'tab\there "quoted" back\\slash \\n \r return\nüñí ✓ 漢字\n%s %d $HOME `id` $(id) \'single\'\n-n\n-e \\t\n',
    '*star': 'x',
    'with blank': 'y',
    'glob-a.conf': 'a\n',
    'glob-b.conf': 'b\n',
    '.hidden.conf': 'c\n',
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(at(name), text);
  mkdirSync(at('sub/deep'), { recursive: true });
  for (const name of ['odd, (é) @2', 'project/sub/bin', 'project/node_modules/.bin', 'x', 'home']) {
    mkdirSync(at(name), { recursive: true });
    if (name.endsWith('bin')) writeFileSync(at(`${name}/mw-planted`), '#!/bin/sh\n', { mode: 0o755 });
  }
  writeFileSync(at('project/sub/plain'), 'planted\n');
  symlinkSync('sub/deep', at('link'));
  writeFileSync(at('program'), '#!/bin/sh\nprintf "%s|" "$@"; printf "err\\n" >&2; exit 3\n', { mode: 0o755 });
  server = createServer((socket) => socket.on('data', (data) => socket.write(data)));
  await new Promise<void>((resolve) => server.listen(at('echo.sock'), resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const keys = (): CaptureKey[] => [
  ...['plain', 'open', 'empty', 'hard', 'none', 'sub', 'with blank', 'sub/deep/none/at/all'].map(
    (name) => `file:${at(name)}` as const,
  ),
  'file:$HOME/plain',
  'file:$NOT_SET/plain',
  `glob:${at('glob-*.conf')}`,
  `paths:${at('*')}`,
  `paths:${at('sub/*')}`,
  `paths:${at('none/*')}`,
  `list:${folder}`,
  `list:${at('none')}`,
  `list:${at('plain')}`,
  `link:${at('link')}`,
  `link:${at('plain')}`,
  `link:${at('none')}`,
  `same:${at('link')} ${at('sub/deep')}`,
  `same:${at('plain')} ${at('open')}`,
  'env:QUOTED',
  'env:EMPTY',
  'env:NOT_SET',
  'env:HOME',
  'group:root',
  'group:no-such-group-here',
  'which:sh',
  'which:no-such-program-here',
  'run:no-such-program-here --version',
  'run:uname -s',
  'run:expr 1 + x',
  `connect:${at('echo.sock')}`,
  `connect:${at('none')}`,
  `connect:${at('plain')}`,
  `talk:${at('echo.sock')} 0a0b0cff`,
  'cgroup:pids.max',
  'cgroup:memory.limit_in_bytes',
  'cgroup:no.such.file',
  'file:/proc/sys/kernel/pid_max',
  'file:/proc/sys/kernel/osrelease',
  'file:/proc/filesystems',
];

/** What a program that is queried finds: its folder, and its environment. */
const surroundings: readonly CaptureKey[] = ['run:pwd', 'run:env', 'which:mw-planted'];

interface Start {
  readonly env: Environment;
  readonly cwd: string;
}

const byNode = async (wanted: readonly CaptureKey[] = keys(), start: Start = { env, cwd: folder }) => {
  const captures: Record<string, Capture> = {};
  const options = { signal: new AbortController().signal, deadlineMs: 5000 };
  for await (const [key, capture] of localMachine(start).read(wanted, options)) captures[key] = capture;
  return captures;
};

/** The shell as a process of its own: it must not hold up the server that it talks to. */
const byShell = async (
  shell: readonly string[],
  wanted: readonly CaptureKey[] = keys(),
  start: Start = { env, cwd: folder },
): Promise<Readonly<Record<string, Capture>>> => {
  const { execa } = await import('execa');
  const [command = 'sh', ...args] = shell;
  const { stdout } = await execa(command, [...args, '-s'], {
    input: collectorScript(wanted),
    ...start,
    extendEnv: false,
  });
  return parseSnapshot(stdout, 'collector').captures;
};

/** A project's own folder, and the node_modules/.bin of the one above it, all over the environment. */
const foreignEnv = (): Environment => ({
  HOME: at('home'),
  PWD: at('project/sub'),
  PATH: [
    ...['', '.', 'bin', at('project/sub/bin'), at('project/node_modules/.bin'), `${at('x')}/../project/sub/bin`],
    process.env.PATH,
    '',
  ].join(':'),
  DOCKER_CONFIG: at('project/sub/.docker'),
  DOCKER_HOST: `unix://${at('project/sub/docker.sock')}`,
  NIX_PATH: `nixpkgs=${at('project/sub/nixpkgs')}:nixpkgs=/elsewhere`,
  PYTHONPATH: `${at('project/sub')}:/usr/share/elsewhere`,
  ODD: 'a::b *',
  MAKEFLAGS: '-f evil.mk',
  GOTOOLCHAIN: 'go1.99.1',
});

/** The same as a record: what a variable has, and what it is in a query. */
const numbered = (values: readonly (string | undefined)[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    values.flatMap((value, index) =>
      value === undefined ? [] : [[`V${index}`, value.replaceAll('\n', ' ')] as const],
    ),
  );

/** What `env` printed, without what shells set themselves. */
const variablesOf = (captures: Readonly<Record<string, Capture>>): Record<string, string> => {
  const capture = captures['run:env'];
  const lines = capture && 'code' in capture ? capture.stdout.trim().split('\n') : [];
  const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  const own = ['_', 'SHLVL', 'OLDPWD', 'IFS', 'OPTIND', 'PPID', 'LOGNAME'];
  // Node names no folder of the search path twice.
  const once = (path: string) => [...new Set(path.split(':'))].join(':');
  return Object.fromEntries(
    pairs.filter(([name]) => !own.includes(name)).map(([name, value]) => [name, name === 'PATH' ? once(value) : value]),
  );
};

for (const shell of [['sh'], ['dash'], ['bash'], ['bash', '--posix'], ['zsh', '-f'], ['busybox', 'sh']]) {
  describeLab(`the collector in ${shell.join(' ')}`, [program(shell[0] ?? 'sh')], () => {
    it('reads what Node reads', async () => {
      const [expected, found] = await Promise.all([byNode(), byShell(shell)]);
      expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
      for (const [key, capture] of Object.entries(expected)) expect(found[key], key).toEqual(capture);
    });

    it('starts programs where Node starts them, with the same environment, and finds none in the current folder', async () => {
      const start = { env: foreignEnv(), cwd: at('project/sub') };
      const [expected, found] = await Promise.all([byNode(surroundings, start), byShell(shell, surroundings, start)]);
      for (const captures of [expected, found]) {
        expect(captures['run:pwd']).toEqual({ code: 0, stdout: '/\n', stderr: '' });
        expect(captures['which:mw-planted']).toEqual({ ok: false, error: 'ENOENT' });
      }
      expect(variablesOf(found)).toEqual(variablesOf(expected));
      expect(variablesOf(found)).toMatchObject({ NIX_PATH: 'nixpkgs=/elsewhere', ODD: 'a::b *', GOTOOLCHAIN: 'local' });
      for (const name of ['DOCKER_CONFIG', 'MAKEFLAGS']) expect(variablesOf(found)).not.toHaveProperty(name);
    });

    it('takes a project for no home where HOME leads there', async () => {
      for (const home of ['project/sub', 'project/sub/home']) {
        const start = { env: { ...foreignEnv(), HOME: at(home) }, cwd: at('project/sub') };
        const [expected, found] = await Promise.all([byNode(surroundings, start), byShell(shell, surroundings, start)]);
        expect(variablesOf(found)).toEqual(variablesOf(expected));
        for (const captures of [expected, found]) {
          expect(captures['which:mw-planted']).toEqual({ ok: false, error: 'ENOENT' });
          expect(variablesOf(captures).PATH).not.toContain(at('project'));
          for (const name of ['HOME', 'DOCKER_CONFIG']) expect(variablesOf(captures)).not.toHaveProperty(name);
        }
      }
    });

    it.each([
      ['the folder itself', at('project/sub'), 'unset'],
      ['a relative path', '.', 'ENOENT'],
      ['its name in a text', `x ${at('project/sub')}`, 'unset'],
    ])('reads nothing there where a variable leads by %s', async (_, value, error) => {
      const wanted = ['file:$LEADS/plain', 'glob:$LEADS/pl*', 'paths:$LEADS/*in', 'env:LEADS'] as const;
      const start = { env: { ...foreignEnv(), LEADS: value }, cwd: at('project/sub') };
      for (const captures of await Promise.all([byNode(wanted, start), byShell(shell, wanted, start)])) {
        expect(JSON.stringify(captures)).not.toContain('planted');
        expect(captures['file:$LEADS/plain']).toEqual({ ok: false, error });
        expect(captures['env:LEADS']).toEqual({ ok: true, text: value });
      }
    });

    it.each(['none', 'none/at/all'])('reports the room where TMPDIR is %s, a relative path', async (value) => {
      const start = { env: { ...foreignEnv(), TMPDIR: value }, cwd: at('project/sub') };
      const found = await byShell(shell, ['df:$TMPDIR'], start);
      expect(found).toEqual({
        'df:$TMPDIR': { ok: true, text: expect.stringMatching(` ${at('project/sub')}$`) },
      });
    });

    it.each(['project/sub', 'odd, (é) @2'])('gives them of each value what Node gives, in %s', async (name) => {
      const values = valuesFor(at(name));
      const variables = numbered(values.map(([, value]) => value));
      const start = { env: { HOME: at('home'), PATH: process.env.PATH, ...variables }, cwd: at(name) };
      const all = await Promise.all([byNode(surroundings, start), byShell(shell, surroundings, start)]);
      const expected = numbered(values.map(([, , value]) => value));
      for (const captures of all) {
        const found = Object.entries(variablesOf(captures)).filter(([name]) => /^V\d+$/.test(name));
        expect(Object.fromEntries(found)).toEqual(expected);
      }
    });
  });
}

describe('the whole script', () => {
  const script = collectorScript([...keysOf(), ...redactionKeys]);

  it('has all that was to be put in', () => {
    expect(script).not.toMatch(/@(?:search|return|fixed|removed)\b|# keys:\n *# end of keys/);
    expect(script.length).toBeLessThan(64 * 1024);
  });

  it('gives programs a share of the time that the whole has', () => {
    expect([100, 3000, 5000, 20_000, 60_000].map(patienceOf)).toEqual([1, 1, 2, 8, 24]);
  });

  it.each([
    [1, { code: null, timedOut: true }],
    [60, { code: 0, stdout: 'slow\n' }],
  ])('gives each program %i s', (seconds, expected) => {
    const bin = mkdtempSync(join(tmpdir(), 'mw-slow-'));
    try {
      writeFileSync(join(bin, 'mw-slow'), '#!/bin/sh\nsleep 1.5\necho slow\n', { mode: 0o755 });
      const input = collectorScript(['run:mw-slow'], { patience: seconds, mostPace: 1 });
      const stdout = execFileSync('sh', ['-s'], {
        input,
        encoding: 'utf8',
        env: { PATH: `${bin}:${process.env.PATH}` },
      });
      expect(parseSnapshot(stdout, 'collector').captures['run:mw-slow']).toMatchObject(expected);
    } finally {
      rmSync(bin, { recursive: true });
    }
  });

  /** The part of the script that measures, with what two programs took in hundredths of a second, as a shell runs it. */
  const measured = (hundredths: number | string, mostPace: number): string => {
    const part = /^uptime\(\) [\s\S]*?^}\n[\s\S]*?^measure_pace\(\) [\s\S]*?^}\n/m.exec(script)?.[0] ?? '';
    const values = `AT_ONCE=1000 PATIENCE=2 PACE=1 MOST_PACE=${mostPace}`;
    const run = spawnSync(
      'sh',
      ['-c', `${part} ${values}; measure_pace ${hundredths}; echo "$PACE $PATIENCE $AT_ONCE"`],
      {
        encoding: 'utf8',
      },
    );
    return run.stdout + run.stderr;
  };

  it.each([
    [0, 8, '1 2 1000\n', 1],
    [9, 8, '1 2 1000\n', 1],
    [-5, 8, '1 2 1000\n', 1],
    [20, 8, '4 8 8\n\nmusl-wizard: a slow machine, 4 times the usual time\n', 4],
    [5000, 8, '8 16 8\n\nmusl-wizard: a slow machine, 8 times the usual time\n', 8],
    [5000, 1, '1 2 1000\n', 1],
  ])(
    'gives programs more time where two took %i hundredths of a second, by at most %i',
    (took, most, printed, pace) => {
      expect(measured(took, most)).toBe(printed);
      expect(announcedPace(printed)).toBe(pace);
      expect(withoutAnnouncement(printed).trim()).toBe(printed.split('\n')[0]);
    },
  );

  it('reads every key', () => {
    const stdout = execFileSync('sh', ['-s'], { input: script, encoding: 'utf8', maxBuffer: 1 << 24 });
    const { captures, meta } = parseSnapshot(stdout, 'collector');
    expect(meta.collector).toBe('sh');
    expect(captures['file:/proc/meminfo']).toMatchObject({ ok: true, text: expect.stringContaining('MemTotal') });
    for (const key of keysOf()) expect(captures, key).toHaveProperty([key]);
  });

  describeLab('in zsh as somebody runs it', [program('zsh')], () => {
    it('reports the whole machine', () => {
      const run = spawnSync('zsh', ['-f'], { input: script, encoding: 'utf8', maxBuffer: 1 << 24 });
      expect(withoutAnnouncement(run.stderr).trim()).toBe('');
      const { captures } = parseSnapshot(run.stdout, 'zsh');
      for (const key of keysOf()) expect(captures, key).toHaveProperty([key]);
    });
  });

  describeLab('by shellcheck', [program('shellcheck')], () => {
    it('is found clean', () => {
      // SC2016: names of captures hold dollars that are not to be expanded. SC1003: two backslashes are meant. SC3028: HOSTNAME is read only where it is set.
      const options = ['-s', 'sh', '-e', 'SC2016,SC1003,SC3028', '-f', 'gcc', '-'];
      const { stdout } = spawnSync('shellcheck', options, { input: script, encoding: 'utf8' });
      expect(stdout).toBe('');
    });
  });
});
