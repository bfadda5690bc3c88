import { existsSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import pc from 'picocolors';
import { UsageError, UserError } from '../errors.js';
import { ownHome } from '../files/home.js';
import { takesUtf8, toAscii } from '../text/ascii.js';
import { takesLinks, withLinks } from '../text/links.js';
import { escapeControls, sanitizeLine } from '../text/sanitize.js';
import type { Context, Sink } from './context.js';
import { programWords } from './program-words.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly configDir?: string;
  readonly patience?: string;
}

const sink = (stream: NodeJS.WriteStream, options: GlobalOptions): Sink => ({
  write: (text) => {
    // A pipe or a file gets what was written; a terminal only what it can show.
    const shown = stream.isTTY && !takesUtf8(process.env) ? toAscii(text) : text;
    const safe = escapeControls(shown);
    stream.write(stream.isTTY && takesLinks(process.env) ? withLinks(safe, stream.columns) : safe);
  },
  get isTTY() {
    return Boolean(stream.isTTY);
  },
  get columns() {
    return (stream as WriteStream).columns;
  },
  color: options.color !== false && takesColor(stream),
});

/** picocolors looks at standard output and at NO_COLOR; for a stream that is no terminal only FORCE_COLOR counts. */
const takesColor = (stream: NodeJS.WriteStream): boolean => {
  const forced = process.env.FORCE_COLOR;
  if (forced === '0' || forced === 'false') return false;
  return pc.isColorSupported && (Boolean(stream.isTTY) || Boolean(forced));
};

/**
 * The folder that the program was started in.
 * @throws {UserError} when it was removed meanwhile, or cannot be named
 */
const currentFolder = (): string => {
  try {
    return named(process.cwd());
  } catch (error) {
    if (error instanceof UserError) throw error;
    const evidence = error instanceof Error ? [error.message] : [];
    throw new UserError('The current folder was deleted.', evidence, ['cd "$HOME"'], undefined, {
      cause: error,
    });
  }
};

/** Node has names as text: one with other bytes leads nowhere, and no project would be found there, nor any compiler run. */
const named = (folder: string): string => {
  if (!folder.includes('\ufffd') || existsSync(folder)) return folder;
  throw new UserError(
    'The path of this folder is not UTF-8, so Node cannot open it.',
    [folder],
    ['Rename it, or work on a copy: cp -a . /tmp/project && cd /tmp/project'],
  );
};

/**
 * Takes folders of another user out of root's environment, before anything reads it or inherits it. Gives what to tell
 * of that; null where there was none.
 */
const leaveOthersHomes = (): string | null => {
  const changes = ownHome(process.env);
  const names = Object.keys(changes);
  if (names.length === 0) return null;
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const instead = changes.HOME === undefined ? '' : ` HOME is ${sanitizeLine(changes.HOME)} here.`;
  return `Running as root, but another user owns the folder of ${names.join(', ')}: nothing is read or written there.${instead}\n`;
};

const mostPatience = 60;

/** `--patience`: a factor of at least 1. Throws a UsageError for anything else. */
const parsePatience = (text: string): number => {
  const factor = /^\d{1,3}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (factor >= 1 && factor <= mostPatience) return factor;
  throw new UsageError(`--patience takes a factor from 1 to ${mostPatience} (got: ${sanitizeLine(text, 40)})`);
};

/**
 * The context of the real process.
 * @throws {UsageError} when the folder of settings is named by no word, as by a variable that is not set
 */
export const processContext = (options: GlobalOptions, signal: AbortSignal): Context => {
  if (options.configDir === '') throw new UsageError('--config-dir takes a folder; got none');
  const err = sink(process.stderr, options);
  const note = leaveOthersHomes();
  if (note !== null && !options.quiet) err.write(note);
  return {
    cwd: currentFolder(),
    env: process.env,
    stdin: process.stdin,
    out: sink(process.stdout, options),
    err,
    signal,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    ...(options.patience === undefined ? {} : { patience: parsePatience(options.patience) }),
    configDir: options.configDir,
    program: programWords(process.env, process.argv[1], options.configDir),
  };
};
