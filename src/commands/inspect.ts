import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import pc from 'picocolors';
import { type Artifact, isStatic } from '../artifact/artifact.js';
import { gateFailures } from '../artifact/gate-failures.js';
import { githubAnnotations } from '../artifact/github.js';
import { type Palette, renderArtifacts } from '../artifact/render.js';
import { checkRequirements, parseRequirements, withStarted } from '../artifact/requirements.js';
import { sarifLog } from '../artifact/sarif.js';
import type { Command, Context } from '../console/context.js';
import { openInput } from '../console/open-input.js';
import { exitCode, UsageError } from '../errors.js';
import { inspectContents } from '../inspect/inspect-contents.js';
import { inspectFiles } from '../inspect/inspect-files.js';
import { formatBytes } from '../text/format.js';
import { maskDeep } from '../text/mask-secrets.js';
import { sanitizeLine } from '../text/sanitize.js';

export interface InspectOptions {
  readonly json?: boolean;
  /** One of `formats`. */
  readonly format?: string;
  readonly require?: readonly string[];
  readonly filesFrom?: readonly string[];
  readonly portable?: boolean;
  readonly allowUntested?: boolean;
}

const portableMs = 5000;
/** Exit code of UPX's stub where it cannot go on (upx, src/stub/src/amd64-linux.elf-main2.c: err_exit). */
const stubFailure = 127;

/**
 * Bytes of bytecode that a function runs before V8 optimises it, in place of some 100 kB. A few
 * thousand files are done before optimised code has paid for its compiling, a quarter of the time.
 */
const optimiseLate = '--interrupt-budget=2000000';

/**
 * `musl-wizard inspect`: what files are, and whether they are what is required of them.
 * Exit code 0 when all requirements hold (without any: when all files could be read), else 1. What could not be
 * checked counts as not met, unless `--allow-untested` is given.
 */
export const run: Command<InspectOptions> = async (context, args, options) => {
  const format = formatOf(options);
  const requirements = (options.require ?? []).flatMap(parseRequirements);
  const lists: (readonly string[])[] = [args];
  for (const list of options.filesFrom ?? []) lists.push(await readList(context, list));
  const paths = lists.flat();
  if (paths.length === 0)
    throw new UsageError('inspect needs a file: musl-wizard inspect FILE..., or --files-from LIST');

  // Only V8 11 (Node 20) has that flag; newer ones print that they do not know it.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(optimiseLate);
  const files = await inspectFiles(paths, context.signal);
  if (files === null) return exitCode.interrupted;
  const portable = options.portable ? await tryAlone(context, files) : null;
  const started = new Set((portable ?? []).filter((each) => each.started === true).map(({ path }) => path));
  const results = withStarted(
    files.flatMap((file) => checkRequirements(file, requirements)),
    started,
  );

  const untestedIsFine = options.allowUntested ?? false;
  const failures = gateFailures(files, results, portable ?? [], untestedIsFine);
  if (format === 'json') {
    const document = {
      schema: 'musl-wizard.inspect/1',
      files,
      requirements: results,
      ...(portable ? { portable } : {}),
    };
    context.out.write(`${JSON.stringify(document, null, files.length > 20 ? 0 : 2)}\n`);
  } else if (format === 'github') context.out.write(githubAnnotations(failures));
  else if (format === 'cyclonedx') {
    const { cycloneDx } = await import('../artifact/contents/cyclonedx.js');
    const programs = files.map((artifact) => ({ artifact, contents: maskDeep(inspectContents(artifact)) }));
    context.out.write(`${JSON.stringify(cycloneDx(programs, __VERSION__), null, 2)}\n`);
    for (const { path, message } of failures) context.err.write(`${sanitizeLine(path)}: ${sanitizeLine(message)}\n`);
  } else if (format === 'sarif') context.out.write(`${JSON.stringify(sarifLog(failures, __VERSION__), null, 2)}\n`);
  else {
    const contents = files.length > contentsShown ? [] : files.map((file) => maskDeep(inspectContents(file)));
    context.out.write(renderArtifacts(files, results, paint(context), context.verbose, context.out.columns, contents));
    for (const { path, tried, reason } of portable ?? [])
      context.out.write(
        `${sanitizeLine(path)}: in an empty root${tried ? ` (${tried})` : ''}: ${sanitizeLine(reason)}\n`,
      );
  }
  const untested = results.some(({ checked }) => !checked) || (portable ?? []).some(({ started }) => started === null);
  if (untested && !untestedIsFine)
    context.err.write('What could not be checked counts as not met; --allow-untested accepts it.\n');
  return failures.some(({ level }) => level === 'error') ? exitCode.no : exitCode.yes;
};

/** What is inside is shown of so many files: it takes some ten times as long as the rest. */
const contentsShown = 20;

const formats = ['text', 'json', 'github', 'sarif', 'cyclonedx'] as const;
type Format = (typeof formats)[number];

const formatOf = ({ format, json }: InspectOptions): Format => {
  const found = formats.find((each) => each === (format ?? (json ? 'json' : 'text')));
  if (found === undefined)
    throw new UsageError(`--format is one of ${formats.join(', ')}; got: ${sanitizeLine(format ?? '')}`);
  if (json && found !== 'json') throw new UsageError(`--json and --format ${found} exclude each other`);
  return found;
};

/** A list of a million paths is smaller. */
const maxListBytes = 256 * 1024 * 1024;

/** Paths, one a line, or NUL-ended as from `find -print0`. */
const readList = async (context: Context, from: string): Promise<string[]> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of openInput(from === '-' ? from : resolve(context.cwd, from), context)) {
      bytes += chunk.length;
      if (bytes > maxListBytes)
        throw new Error(`${from} is larger than ${formatBytes(maxListBytes)}: not a list of files`);
      chunks.push(Buffer.from(chunk));
    }
  } catch (error) {
    if (context.signal.aborted) throw error;
    throw new UsageError(`--files-from: ${sanitizeLine((error as Error).message)}`, { cause: error });
  }
  const list = Buffer.concat(chunks).toString('utf8');
  return list.split(list.includes('\0') ? '\0' : '\n').filter((line) => line !== '');
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
  for (const { path, linkage, machine, kind, error, packer } of files) {
    if (context.signal.aborted) break;
    if (!isStatic({ linkage }) && linkage !== 'dynamic') {
      const reason = `not tried: ${error ?? kind ?? linkage ?? 'not a program'}`;
      results.push({ path, tried: null, started: null, code: null, stdout: '', stderr: '', reason });
      continue;
    }
    const ran = maskDeep(await runInEmptyRoot(path, [], { signal: context.signal, timeoutMs: portableMs }));
    // A static program needs no loader, so what the kernel missed is an emulator: that says nothing of the file.
    if (ran.started === false && linkage !== 'dynamic' && /no such file|exec format error/i.test(ran.stderr)) {
      const reason = `not tried: it is for ${machine}, and this kernel has no emulator for it that works in an empty root (binfmt_misc, flag F)`;
      results.push({ path, ...ran, started: null, reason });
      continue;
    }
    // The packer's stub always starts; where what it unpacks finds no loader, it ends like this.
    if (packer !== null && ran.started === true && ran.code === stubFailure) {
      const reason = `unknown: exit code ${ran.code}, typical of a packed program whose loader is missing`;
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
