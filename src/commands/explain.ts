import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { isElf } from '../artifact/elf-header.js';
import type { Command, Context } from '../console/context.js';
import { isStored, openInput } from '../console/open-input.js';
import type { RecentLog } from '../engine/recent-logs.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import type { Explanation } from '../explain/diagnosis.js';
import { explainStream, type ExplainOptions as LogOptions } from '../explain/explain.js';
import { explainSource, sourceKind } from '../explain/source/explain-source.js';
import type { Facts } from '../facts/facts.js';
import { readBounded } from '../files/read-bounded.js';
import { painter } from '../presentation/paint.js';
import { shellQuote } from '../text/shell-quote.js';
import { renderExplanation } from './explain/text.js';
import { parseDeadline } from './parts/parse-deadline.js';

export interface ExplainFlags {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly patch?: boolean;
  readonly on?: string;
  readonly deadline?: string;
}

/** A source file larger than this is read as a log. */
const maxSourceBytes = 1024 * 1024;
const factsDeadlineMs = 10_000;

/**
 * `musl-wizard explain`: the root cause in a log or a build file, with its line and its fixes.
 * Exit code 0 when nothing failed or every failure has a known cause, 1 when the cause is not known; with --patch, 0 when
 * there is a patch.
 */
export const run: Command<ExplainFlags> = async (context, args, options) => {
  if (args.length > 1) throw new UsageError('explain reads one log: musl-wizard explain FILE, or - for standard input');
  const file = args[0] ?? '-';
  if (file === '-' && args.length === 0 && context.stdin.isTTY) {
    throw new UsageError(
      'explain needs a log: musl-wizard explain FILE, or pipe one in: make 2>&1 | musl-wizard explain -',
    );
  }
  const facts = options.on === undefined ? null : await factsOf(context, options.on);
  const place = options.on === 'local' ? 'here' : 'elsewhere';
  const enough = options.deadline === undefined ? undefined : AbortSignal.timeout(parseDeadline(options.deadline));
  const explanation = await read(context, file, { facts, place, ...(enough && { enough }) });
  if (context.signal.aborted) return exitCode.interrupted;
  if (options.patch) {
    context.out.write(explanation.patch ?? '');
    return explanation.patch === undefined ? exitCode.no : exitCode.yes;
  }
  if (options.json) {
    context.out.write(`${JSON.stringify({ schema: 'musl-wizard.explain/1', ...explanation }, null, 2)}\n`);
  } else {
    const paint = painter(context.out.color);
    const redact = await redactorOf(context);
    context.out.write(
      renderExplanation(explanation, {
        all: options.all ?? false,
        file,
        paint,
        redact,
        program: context.program,
        columns: context.out.columns,
      }),
    );
  }
  return explanation.unknown.length === 0 ? exitCode.yes : exitCode.no;
};

const read = async (
  context: Context,
  file: string,
  about: Pick<LogOptions, 'facts' | 'place' | 'enough'>,
): Promise<Explanation> => {
  const path = file.startsWith('/') || file === '-' ? file : `${context.cwd}/${file}`;
  try {
    const stats = file === '-' ? null : await found(path, file);
    const kind = stats && isStored(stats) && stats.size <= maxSourceBytes ? sourceKind(basename(path)) : null;
    if (kind === 'nix')
      return await explainSource(kind, readBounded(path, maxSourceBytes), await besideOf(path, file, context));
    if (kind !== null) return await explainSource(kind, readBounded(path, maxSourceBytes));
    return await explainUntil(path, context, about);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError')
      return { bytes: 0, lines: 0, diagnoses: [], unknown: [] };
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      const next = `gzip -dc ${shellQuote([file])} | musl-wizard explain -`;
      throw new UserError(`${file} is a damaged gzip file.`, [error.message], [next]);
    }
    throw error;
  }
};

const besideOf = async (path: string, file: string, context: Context) => {
  const { lookBeside } = await import('./explain/beside.js');
  return lookBeside(path, file, context);
};

/** Explains what a stream yields until the time is over. What was not written by then is not waited for. */
const explainUntil = async (
  path: string,
  context: Context,
  about: Pick<LogOptions, 'facts' | 'place' | 'enough'>,
): Promise<Explanation> => {
  const { enough } = about;
  if (enough === undefined) return explainStream(openInput(path, context), about);
  let isCut = false;
  const stop = new AbortController();
  const over = new Promise<null>((resolve) => {
    if (enough.aborted) resolve(null);
    else enough.addEventListener('abort', () => resolve(null), { once: true });
  });
  const chunks = openInput(path, { ...context, signal: AbortSignal.any([context.signal, stop.signal]) });
  const inTime = (async function* () {
    for (;;) {
      const next = await Promise.race([over, chunks.next()]);
      if (next === null) {
        isCut = true;
        // It may still be waiting for its next chunk.
        stop.abort();
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  })();
  const explanation = await explainStream(inTime, about);
  return isCut ? { ...explanation, cutOff: true } : explanation;
};

/**
 * What the wizard shows of a file: the log that it is; null for a build file or a pipe, which are explained as text.
 * @throws {UsageError | UserError} where it cannot be read, or is a program
 */
export const logAt = async ({ cwd }: Context, file: string): Promise<RecentLog | null> => {
  const path = resolve(cwd, file);
  const about = await found(path, file);
  if (!isStored(about) || sourceKind(basename(path)) !== null) return null;
  return { path, name: file, bytes: about.size, writtenMs: about.mtimeMs, place: 'here' };
};

const found = async (path: string, name: string) => {
  try {
    const about = await stat(path);
    if (isStored(about) && (await isProgram(path))) {
      const next = `musl-wizard inspect ${shellQuote([name])}`;
      throw new UserError(`${name} is a program (ELF), not a log.`, [], [next], exitCode.usage);
    }
    if (about.isSocket()) throw new UsageError(`${name} is a socket; explain reads a log or a build file`);
    if (!about.isDirectory()) return about;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${name} is a folder; explain reads one log or build file, such as ${name}/Dockerfile`);
};

/** Words in a program, such as its own messages, would be mistaken for errors. */
const isProgram = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return isElf(buffer);
  } finally {
    await file.close();
  }
};

/** Facts of the machine that the log comes from. */
const factsOf = async (context: Context, target: string): Promise<Facts> => {
  const [{ openMachine }, { collect }] = await Promise.all([
    import('../machine/target.js'),
    import('../engine/collect.js'),
  ]);
  const machine = await openMachine(target, context);
  return (await collect(machine, { signal: context.signal, deadlineMs: factsDeadlineMs })).facts;
};

const redactorOf = async ({ env }: Context): Promise<(text: string) => string> => {
  const { createRedactor } = await import('../redact/redact.js');
  const names = ['USER', 'LOGNAME', 'HOSTNAME'].flatMap((name) => {
    const text = env[name];
    return text ? [[`env:${name}`, { ok: true, text }] as const] : [];
  });
  const redactor = createRedactor(Object.fromEntries(names));
  return (text) => redactor.log(text);
};
