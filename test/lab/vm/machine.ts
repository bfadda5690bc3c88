import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../../../src/text/shell-quote.js';

const script = join(import.meta.dirname, 'vm.sh');
const folder = process.env.MUSL_WIZARD_VM ?? '/tmp/musl-wizard-lab/vm';
const env = { ...process.env, DIR: folder };

export type User = 'root' | 'alice' | 'carol';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether the machine runs. It takes minutes to make and to start, so that who wants it starts it: vm.sh up. */
export const isUp = (): boolean => {
  const file = join(folder, 'pid');
  return existsSync(file) && existsSync(`/proc/${readFileSync(file, 'utf8').trim()}`);
};

let options: readonly string[] | undefined;
const sshTo = (user: User): readonly string[] => {
  options ??= spawnSync('sh', [script, 'options'], { encoding: 'utf8', env }).stdout.trim().split(' ');
  return [...options, `${user}@127.0.0.1`];
};

/** Runs a command there, with what it reads on its standard input. */
export const onMachine = (user: User, words: readonly string[], input = '', timeoutMs = 240_000): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn('ssh', [...sshTo(user), shellQuote(words)], { timeout: timeoutMs, killSignal: 'SIGKILL' });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.stdin.end(input);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

/** Runs a script of root there. @throws {Error} with what it said, where it fails */
export const asRootThere = async (text: string): Promise<string> => {
  const { code, stdout, stderr } = await onMachine('root', ['sh', '-ec', text]);
  if (code !== 0) throw new Error(`${text}: ${code}\n${stderr}`);
  return stdout;
};

/** Puts files there, below /opt/mw, readable by all. */
export const put = (from: string, ...names: readonly string[]): void => {
  const archive = spawnSync('tar', ['-C', from, '-c', ...names], { maxBuffer: 1 << 28 }).stdout;
  const unpack = 'mkdir -p /opt/mw && tar -C /opt/mw -x && chmod -R a+rX /opt/mw';
  const { status, stderr } = spawnSync('ssh', [...sshTo('root'), unpack], { input: archive, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};

/** What is typed once a text was printed. */
export type Reply = readonly [printed: RegExp, typed: string];

/**
 * Runs a command there in a terminal, as a person would: each time something new was printed that a reply waits for, the
 * first such is typed. One that is to be typed once stands alone; what is asked again has as many.
 * @returns everything that the terminal showed
 */
export const talk = (user: User, words: readonly string[], replies: readonly Reply[]): Promise<string> =>
  new Promise((resolve) => {
    const child = spawn('ssh', ['-tt', ...sshTo(user), shellQuote(words)], { timeout: 400_000, killSignal: 'SIGKILL' });
    const left = [...replies];
    let [shown, from] = ['', 0];
    const hear = (data: Buffer) => {
      shown += data.toString();
      const at = left.findIndex(([printed]) => printed.test(shown.slice(from)));
      const [reply] = at < 0 ? [] : left.splice(at, 1);
      if (reply === undefined) return;
      from = shown.length;
      child.stdin.write(reply[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.stdin.on('error', () => {}); // it may end before it was answered
    child.on('close', () => resolve(shown));
  });
