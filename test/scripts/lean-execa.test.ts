import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Options, execa as whole } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { bundleFile } from '../../scripts/bundle.mjs';
import { lean } from '../../scripts/lean-plugin.mjs';

// The bundle has an execa without what is never reached (scripts/lean-execa.mjs). In all that the program asks of it,
// it does what the whole one does.

const folder = mkdtempSync(join(tmpdir(), 'mw-lean-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outfile = join(folder, 'execa.mjs');
await bundleFile(outfile, { text: "export { execa } from 'execa';", plugins: [lean] });
const { execa: small } = (await import(pathToFileURL(outfile).href)) as { execa: typeof whole };

/** What the program reads of a result. */
const told = async (execa: typeof whole, file: string, args: string[], options: Options): Promise<object> => {
  const { exitCode, signal, stdout, stderr, code, originalMessage, timedOut, isMaxBuffer, failed } = await execa(
    file,
    args,
    { reject: false, ...options },
  );
  return { exitCode, signal, stdout, stderr, code, originalMessage, timedOut, isMaxBuffer, failed };
};

const apart = {
  detached: true,
  cleanup: false,
  extendEnv: false,
  env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
} as const;

it.each<[string, string, string[], Options]>([
  ['both outputs and an exit code', 'sh', ['-c', 'echo out; echo err >&2; exit 7'], apart],
  ['an end of line that is left alone', 'printf', ['a\n\n'], { ...apart, stripFinalNewline: false }],
  ['input', 'cat', [], { ...apart, input: 'αβγ\n'.repeat(50_000) }],
  ['input that is not read', 'true', [], { ...apart, input: 'x'.repeat(1_000_000) }],
  ['no input', 'cat', [], { ...apart, stdin: 'ignore' }],
  ['a signal', 'sh', ['-c', 'kill -TERM $$'], apart],
  // How the writer takes its broken pipe is a matter of luck (EPIPE or ECONNRESET), so the shell ends for all.
  [
    'more output than is kept',
    'sh',
    ['-c', '{ yes | head -c 100000; } 2>/dev/null; exit 3'],
    { ...apart, maxBuffer: 4096 },
  ],
  ['a program that is not there', '/nowhere/to/be/found', [], apart],
  ['a file that may not be run', '/etc/passwd', [], apart],
  ['too many words', 'true', Array(3).fill('x'.repeat(200_000)), apart],
  ['a folder that is not there', 'true', [], { ...apart, cwd: '/nowhere' }],
  ['time that is up', 'sleep', ['20'], { timeout: 100, forceKillAfterDelay: 1000, stdin: 'ignore' }],
  ['nothing at all', 'true', [], { stdio: 'ignore', timeout: 10_000, env: {}, extendEnv: false }],
])('%s', async (_, file, args, options) => {
  expect(await told(small, file, args, options)).toEqual(await told(whole, file, args, options));
});

it('output into a file that is open', async () => {
  const texts = await Promise.all(
    [small, whole].map(async (execa, index) => {
      const log = join(folder, `log${index}`);
      const file = openSync(log, 'a+');
      const stdout = file as 3;
      await execa('sh', ['-c', 'echo a; echo b >&2'], {
        ...apart,
        stdin: 'ignore',
        stdout,
        stderr: stdout,
        buffer: false,
      });
      return readFileSync(log, 'utf8');
    }),
  );
  expect(texts).toEqual(['a\nb\n', 'a\nb\n']);
});
