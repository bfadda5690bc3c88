import type { WriteStream } from 'node:tty';
import pc from 'picocolors';
import { escapeControls } from '../text/sanitize.js';
import type { Context, Sink } from './context.js';
import { programWords } from './program-words.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly configDir?: string;
}

const sink = (stream: NodeJS.WriteStream, options: GlobalOptions): Sink => ({
  write: (text) => void stream.write(escapeControls(text)),
  get isTTY() {
    return Boolean(stream.isTTY);
  },
  get columns() {
    return (stream as WriteStream).columns;
  },
  // picocolors looks at standard output; for a stream that is no terminal only FORCE_COLOR counts.
  color: options.color !== false && pc.isColorSupported && (Boolean(stream.isTTY) || Boolean(process.env.FORCE_COLOR)),
});

/** The context of the real process. */
export const processContext = (options: GlobalOptions, signal: AbortSignal): Context => ({
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  out: sink(process.stdout, options),
  err: sink(process.stderr, options),
  signal,
  quiet: options.quiet ?? false,
  verbose: options.verbose ?? false,
  configDir: options.configDir,
  program: programWords(process.env, process.argv[1]),
});
