import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import pc from 'picocolors';
import type { Artifact } from '../artifact/artifact.js';
import { type Palette, renderArtifacts } from '../artifact/render.js';
import { checkRequirements, parseRequirements } from '../artifact/requirements.js';
import type { Command, Context } from '../console/context.js';
import { exitCode, UsageError } from '../errors.js';
import { inspectFiles } from '../inspect/inspect-files.js';
import { sanitizeLine } from '../text/sanitize.js';

export interface InspectOptions {
  readonly json?: boolean;
  readonly require?: readonly string[];
  readonly filesFrom?: readonly string[];
  readonly portable?: boolean;
}

const portableMs = 5000;

/**
 * Bytes of bytecode that a function runs before V8 optimises it, in place of some 100 kB. A few
 * thousand files are done before optimised code has paid for its compiling, a quarter of the time.
 */
const optimiseLate = '--interrupt-budget=2000000';

/**
 * `musl-wizard inspect`: what files are, and whether they are what is required of them.
 * Exit code 0 when all requirements hold (without any: when all files could be read), else 1.
 */
export const run: Command<InspectOptions> = async (context, args, options) => {
  const requirements = (options.require ?? []).flatMap(parseRequirements);
  const paths = [...args];
  for (const list of options.filesFrom ?? []) paths.push(...(await readList(context, list)));
  if (paths.length === 0)
    throw new UsageError('inspect needs a file: musl-wizard inspect FILE..., or --files-from LIST');

  // Only V8 11 (Node 20) has that flag; newer ones print that they do not know it.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(optimiseLate);
  const files = await inspectFiles(paths, context.signal);
  if (files === null) return exitCode.interrupted;
  const results = files.flatMap((file) => checkRequirements(file, requirements));
  const portable = options.portable ? await tryAlone(context, files) : null;

  if (options.json) {
    const document = {
      schema: 'musl-wizard.inspect/1',
      files,
      requirements: results,
      ...(portable ? { portable } : {}),
    };
    context.out.write(`${JSON.stringify(document, null, files.length > 20 ? 0 : 2)}\n`);
  } else {
    context.out.write(renderArtifacts(files, results, paint(context), context.verbose, context.out.columns));
    for (const { path, tried, reason } of portable ?? [])
      context.out.write(
        `${sanitizeLine(path)}: in an empty root${tried ? ` (${tried})` : ''}: ${sanitizeLine(reason)}\n`,
      );
  }
  const fine =
    requirements.length > 0
      ? results.every(({ holds }) => holds)
      : files.every(({ format, error }) => format !== 'unreadable' && error === null);
  const portableFine = (portable ?? []).every(({ started }) => started !== false);
  return fine && portableFine ? exitCode.yes : exitCode.no;
};

/** Paths, one a line, or NUL-ended as from `find -print0`. */
const readList = async (context: Context, from: string): Promise<string[]> => {
  const list = from === '-' ? await readAll(context.stdin) : readFile(from);
  return list.split(list.includes('\0') ? '\0' : '\n').filter((line) => line !== '');
};

const readFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--files-from: ${sanitizeLine((error as Error).message)}`, { cause: error });
  }
};

const readAll = async (stream: AsyncIterable<Buffer | string>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

interface PortableResult {
  readonly path: string;
  readonly tried: 'chroot' | 'userns' | 'engine' | null;
  /** Whether it started; null when that could not be tried. */
  readonly started: boolean | null;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly reason: string;
}

/** Runs each program alone in an empty root; loaded only when asked for, since it runs code of the files. */
const tryAlone = async (context: Context, files: readonly Artifact[]): Promise<PortableResult[]> => {
  const { runInEmptyRoot } = await import('../build/check/empty-root.js');
  const results: PortableResult[] = [];
  for (const { path, linkage, machine, kind, error } of files) {
    if (context.signal.aborted) break;
    if (linkage !== 'static' && linkage !== 'static-pie' && linkage !== 'dynamic') {
      const reason = `not tried: ${error ?? kind ?? linkage ?? 'not a program'}`;
      results.push({ path, tried: null, started: null, code: null, stdout: '', stderr: '', reason });
      continue;
    }
    const ran = await runInEmptyRoot(path, [], { signal: context.signal, timeoutMs: portableMs });
    // A static program wants no loader, so what the kernel missed is an emulator: that says nothing of the file.
    if (ran.started === false && linkage !== 'dynamic' && /no such file|exec format error/i.test(ran.stderr)) {
      const reason = `not tried: it is for ${machine}, and this kernel has no emulator for it that works in an empty root (binfmt_misc, flag F)`;
      results.push({ path, ...ran, started: null, reason });
      continue;
    }
    results.push({ path, ...ran });
  }
  return results;
};

const paint = (context: Context): Palette => {
  const { green, red, yellow, dim, bold } = pc.createColors(context.out.color);
  return { good: green, bad: red, warn: yellow, dim, bold };
};
