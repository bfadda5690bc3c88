import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type InspectOptions, run } from '../../src/commands/inspect.js';
import { exitCode, UsageError } from '../../src/errors.js';
import { elfSample } from '../artifact/elf-sample.js';
import { testContext } from '../support/context.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-inspect-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'program');
writeFileSync(file, elfSample({ symbols: ['main', '__init_libc'] }));

const call = async (args: readonly string[], options: InspectOptions, stdin = '') => {
  const { context, written } = testContext({ cwd: folder }, stdin);
  return { code: await run(context, args, options), text: written.out + written.err };
};

test('exit codes: all hold, one does not, a file cannot be read', async () => {
  expect((await call([file], { require: ['static,musl,x86_64'] })).code).toBe(exitCode.yes);
  expect((await call([file], { require: ['static,glibc'] })).code).toBe(exitCode.no);
  expect((await call([file], {})).code).toBe(exitCode.yes);
  expect((await call([file, join(folder, 'absent')], {})).code).toBe(exitCode.no);
  await expect(call([file], { require: ['statik'] })).rejects.toThrow(UsageError);
  await expect(call([], {})).rejects.toThrow(UsageError);
  await expect(call([], { filesFrom: [join(folder, 'absent')] })).rejects.toThrow(UsageError);
});

test('a list may have more lines than a function may have arguments', async () => {
  const { code, text } = await call([], { json: true, filesFrom: ['-'] }, '/absent\n'.repeat(150_000));
  expect(code).toBe(exitCode.no);
  expect(JSON.parse(text).files).toHaveLength(150_000);
});

test('requirements and lists given again are more, not instead', async () => {
  const list = join(folder, 'list');
  writeFileSync(list, file);
  const { code, text } = await call([], { json: true, require: ['glibc', 'static'], filesFrom: [list, list] });
  expect(code).toBe(exitCode.no);
  expect(JSON.parse(text).files).toHaveLength(2);
  expect(JSON.parse(text).requirements.map(({ name }: { name: string }) => name)).toEqual([
    'glibc',
    'static',
    'glibc',
    'static',
  ]);
});

test('JSON is one document with the keys of the contract', async () => {
  const { text } = await call([file], { json: true, require: ['musl,max-size=1'] });
  expect(JSON.parse(text)).toMatchObject({
    schema: 'musl-wizard.inspect/1',
    files: [{ path: file, format: 'elf', linkage: 'static', libc: 'musl', machine: 'x86_64', error: null }],
    requirements: [
      { path: file, name: 'musl', holds: true },
      { path: file, name: 'max-size=1', holds: false },
    ],
  });
});

test.each(['\n', '\0'])('a list from standard input, ended by %j', async (end) => {
  const { text } = await call([], { json: true, filesFrom: ['-'] }, `${file}${end}${file}${end}`);
  expect(JSON.parse(text).files).toHaveLength(2);
});

test('formats: annotations, a SARIF log, and one that is not known', async () => {
  const github = await call([file], { require: ['glibc'], format: 'github' });
  expect(github).toMatchObject({
    code: exitCode.no,
    text: expect.stringMatching(/^::error file=.*title=.*glibc::.*\n$/),
  });
  const sarif = await call([file], { require: ['static,musl'], format: 'sarif' });
  expect(sarif.code).toBe(exitCode.yes);
  expect(JSON.parse(sarif.text)).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
  expect(JSON.parse((await call([file], { format: 'json' })).text).schema).toBe('musl-wizard.inspect/1');
  await expect(call([file], { format: 'xml' })).rejects.toThrow(UsageError);
  await expect(call([file], { format: 'github', json: true })).rejects.toThrow(UsageError);
});

test('a list from a pipe in which nobody writes is waited for until Ctrl-C', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const { context } = testContext({ cwd: folder, signal: AbortSignal.timeout(200) });
  await expect(run(context, [], { filesFrom: [pipe] })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a list that never ends is no list', async () => {
  await expect(call([], { filesFrom: ['/dev/zero'] })).rejects.toThrow(/not a list of files/);
});
