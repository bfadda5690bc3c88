import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFile } from '../../files/copy-file.js';
import { makeOwnFolder } from '../../machine/own-folder.js';
import { queryEnvironment, queryFolder } from '../../machine/query-environment.js';
import { type GroupRun, runInGroup } from '../processes/run-in-group.js';
import { canaryLabel } from '../scratch/leftovers.js';

export interface EmptyRootOptions {
  readonly signal: AbortSignal;
  /** Milliseconds that the program may run. */
  readonly timeoutMs: number;
  /** Of the scratch folder of a canary: image and container carry it, so that they are found after a kill. */
  readonly id?: string;
}

/** What became of a program that ran with nothing around it. */
export interface EmptyRootRun {
  /** How it was shut in; null when no way works on this machine, and so nothing was tried. */
  readonly tried: 'chroot' | 'userns' | 'engine' | null;
  /** Whether it started; null where that was not tried, or not seen before it was cancelled. */
  readonly started: boolean | null;
  /** Its exit code, 128 + n after signal n; null when it did not start, or was ended by the time-out. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** In one sentence, what happened. */
  readonly reason: string;
}

const maxOutput = 64 * 1024;
const engineStartMs = 30_000;
const nobody = '65534:65534';
const engines: readonly string[] = ['docker', 'podman'];

/**
 * Copies a file into an empty folder and runs it with that folder as its root: no library, no
 * loader, no /proc, no /etc, no network, no privileges. It runs code of the file, so call it only
 * when asked to. Ways are tried in this order: chroot as root (in namespaces of its own where they
 * are permitted), a user namespace, an engine with an image of nothing but the file (which mounts
 * /proc anyway).
 */
export const runInEmptyRoot = async (
  path: string,
  args: readonly string[],
  options: EmptyRootOptions,
): Promise<EmptyRootRun> => {
  let scratch: string;
  try {
    scratch = makeOwnFolder('root');
  } catch (error) {
    return notTried([(error as Error).message]);
  }
  try {
    const root = join(scratch, 'root');
    await mkdir(root);
    try {
      await copyFile(path, join(root, 'program'), { signal: options.signal, follow: true });
      if (options.signal.aborted) return notTried(['it was interrupted']);
      for (const place of [scratch, root, join(root, 'program')]) await chmod(place, 0o755);
    } catch (error) {
      return notTried([(error as Error).message]);
    }

    const refusals: string[] = [];
    for (const { tried, command } of jails()) {
      // Busybox's chroot has no --userspec: with root's rights the program would not be shut in.
      const user = tried === 'chroot' ? [`--userspec=${nobody}`] : [];
      const probe = await runGroup([...command, 'chroot', ...user, '/', 'true'], options);
      if (probe.code !== 0) {
        refusals.push(`${tried}: ${firstLine(probe.stderr) || probe.error || `exit code ${probe.code}`}`);
        continue;
      }
      const run = await runGroup([...command, 'chroot', ...user, root, '/program', ...args], options);
      const refusal = run.error ?? noFork.exec(run.stderr)?.[0];
      if (refusal === undefined) return judge(tried, run);
      refusals.push(`${tried}: ${refusal}`);
    }
    for (const engine of engines) {
      const ran = await runInEngine(engine, scratch, args, options);
      if (typeof ran !== 'string') return judge('engine', ran);
      refusals.push(`${engine}: ${ran}`);
    }
    return notTried(refusals);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

const notTried = (reasons: readonly string[]): EmptyRootRun => ({
  tried: null,
  started: null,
  code: null,
  stdout: '',
  stderr: '',
  reason: `not tried: ${reasons.join('; ')}`,
});

interface Jail {
  readonly tried: 'chroot' | 'userns';
  /** What a command is put behind. */
  readonly command: readonly string[];
}

/** Namespaces end with their first process, and that ends whatever the program left behind. */
const namespaces = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child'];
/** Keeps the program from being process 1, for which the kernel ignores signals that end others. */
const notFirst = ['sh', '-c', '"$@"; exit $?', 'sh'];

const jails = (): readonly Jail[] =>
  process.getuid?.() === 0
    ? [
        { tried: 'chroot', command: [...namespaces, ...notFirst] },
        { tried: 'chroot', command: [...notFirst] },
      ]
    : [{ tried: 'userns', command: [...namespaces, '--user', '--map-root-user', ...notFirst] }];

/** What unshare(1), dash, busybox or bash say when a task limit keeps them from starting the program: it is not the program's failure. */
const noFork = /^(?:unshare|sh): .*\bfork\b.*/im;

/** Runs a command without this user's variables: the program in a jail gets nothing of these; a client of an engine finds its engine as the probes did. */
const runGroup = (command: readonly string[], { signal, timeoutMs }: EmptyRootOptions): Promise<GroupRun> => {
  const around = queryEnvironment(process.env, process.cwd());
  const env = engines.includes(command[0] ?? '') ? around : { PATH: around.PATH, LC_ALL: 'C' };
  return runInGroup(command, { signal, timeoutMs, cwd: queryFolder, env, maxOutput });
};

/** Runs the file in an image that holds nothing else; a text says why that was not possible. */
const runInEngine = async (
  engine: string,
  scratch: string,
  args: readonly string[],
  options: EmptyRootOptions,
): Promise<GroupRun | string> => {
  const patient = { ...options, timeoutMs: Math.max(options.timeoutMs, engineStartMs) };
  const name = `musl-wizard-empty-root-${randomBytes(6).toString('hex')}`;
  const archive = join(scratch, 'image.tar');
  const packed = await runGroup(['tar', '-C', join(scratch, 'root'), '-cf', archive, 'program'], patient);
  if (packed.code !== 0) return firstLine(packed.stderr) || 'tar failed';
  const label = `${canaryLabel}=${options.id ?? name}`;
  const imported = await runGroup([engine, 'import', '--change', `LABEL ${label}`, archive, `${name}:latest`], patient);
  if (imported.code !== 0) return imported.error ?? (firstLine(imported.stderr) || 'the image could not be made');
  try {
    const shutIn = ['--rm', '--name', name, '--label', label, '--network=none', '--cap-drop=ALL', '--user', nobody];
    const limits = ['--security-opt=no-new-privileges', '--pids-limit=64', '--memory=512m', '--entrypoint=/program'];
    const run = await runGroup([engine, 'run', ...shutIn, ...limits, `${name}:latest`, ...args], options);
    return isOfEngine(run) ? firstLine(run.stderr) : run;
  } finally {
    // By name, also after a cancel: the engine's daemon keeps the container when its client is gone.
    const always = { ...patient, signal: new AbortController().signal };
    await runGroup([engine, 'rm', '-f', name], always);
    await runGroup([engine, 'rmi', '-f', `${name}:latest`], always);
  }
};

/**
 * Whether the engine itself failed before the program was to start: of the program nothing is known then. What it
 * prints of a program that cannot be started names that, or the call exec.
 */
const isOfEngine = ({ code, stderr }: GroupRun): boolean =>
  code !== null && code >= 125 && code <= 127 && engineError.test(stderr) && !/\/program|exec/i.test(stderr);
const engineError = /^(?:docker|Error|runc|crun)[:\s]/m;

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 240) ?? '';

/** Puts into a sentence what chroot(1), the kernel or the engine said. */
const judge = (tried: 'chroot' | 'userns' | 'engine', run: GroupRun): EmptyRootRun => {
  const { code, stdout, stderr } = run;
  const result = (reason: string, exitCode = code, started: boolean | null = true): EmptyRootRun => ({
    tried,
    started,
    code: exitCode,
    stdout,
    stderr,
    reason,
  });
  if (run.cancelled) return result('cancelled', null, null);
  if (run.timedOut) return result('it started, but timed out', null);
  // From 125 on the code may be the wrapper's; its message decides. A container's first process may also end with 1.
  const refused =
    (code !== null && code >= 125 && code <= 127 && /^(?:chroot|docker|Error|exec|runc|crun)[:\s]/m.test(stderr)) ||
    (tried === 'engine' && code !== 0 && /^exec \/program: [a-z ]+\s*$/.test(stderr));
  if (refused) return result(whyNotStarted(stderr), null, false);
  if (code === null) return result('it ended without an exit code');
  if (code > 128 && code < 128 + 65) return result(`it started, but was killed by signal ${code - 128}`);
  return result(`it ran, exit code ${code}`);
};

const whyNotStarted = (stderr: string): string => {
  if (/no such file or directory/i.test(stderr))
    return 'it did not start: it needs a loader (or an interpreter of a binfmt handler) that does not exist in an empty root';
  if (/exec format error/i.test(stderr))
    return 'it did not start: this kernel cannot run files for its architecture, and there is no binfmt handler';
  if (/permission denied/i.test(stderr)) return `it did not start: not permitted; is ${tmpdir()} mounted noexec?`;
  return `it did not start: ${firstLine(stderr)}`;
};
