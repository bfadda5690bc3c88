import { setMaxListeners } from 'node:events';
import type { DoctorOptions } from './commands/doctor.js';
import { errorText } from './console/error-text.js';
import { processContext } from './console/process-context.js';
import { programWords } from './console/program-words.js';
import { exitCode, UsageError, UserError } from './errors.js';
import { nextStepFor } from './system-error.js';
import { asCalled } from './text/as-called.js';
import { maskSecrets } from './text/mask-secrets.js';
import { sanitize } from './text/sanitize.js';

/**
 * Parses the words after the program's name, runs the command, sets the exit code.
 * The one place where errors become messages and exit codes.
 */
export const main = async (argv: readonly string[]): Promise<void> => {
  // Nothing that this program or a tool started by it makes is to be writable by other users.
  process.umask(process.umask() | 0o022);
  const interrupt = new AbortController();
  // Every external command hangs on it, many at a time: that is no leak.
  setMaxListeners(0, interrupt.signal);
  const onSignal = (signal: NodeJS.Signals) => {
    process.exitCode = signal === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
    interrupt.abort(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // Where nobody hears of trouble, there is nobody to tell that either.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that went away (`| head`) is not an error, nor is a closed terminal.
    if (error.code === 'EPIPE' || error.code === 'EIO' || process.exitCode === exitCode.broken) return;
    process.exitCode = report(new UserError('The output could not be written to standard output.', [error.message]));
  });
  try {
    const code = await (withoutParser(argv, interrupt.signal) ?? dispatch(argv, interrupt.signal));
    process.exitCode ??= code;
  } catch (error) {
    process.exitCode ??= report(error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  }
};

/** Where there is nothing to parse, the first frame comes, and the first program is asked, sooner without a parser. */
const withoutParser = (argv: readonly string[], signal: AbortSignal): Promise<number> | null => {
  const [command, option, ...more] = argv;
  if (command === undefined) return wizard(signal);
  if (command !== 'doctor' || more.length > 0) return null;
  if (option === undefined) return doctor({}, signal);
  return option === '--json' ? doctor({ json: true }, signal) : null;
};

const wizard = async (signal: AbortSignal): Promise<number> => {
  const { run } = await import('./commands/wizard.js');
  return run(processContext({}, signal), [], {});
};

const doctor = async (options: DoctorOptions, signal: AbortSignal): Promise<number> => {
  const { run } = await import('./commands/doctor.js');
  return run(processContext({}, signal), [], options);
};

const dispatch = async (argv: readonly string[], signal: AbortSignal): Promise<number> => {
  const [{ CommanderError }, { createProgram }] = await Promise.all([import('commander'), import('./program.js')]);
  let code: number = exitCode.yes;
  const program = await createProgram(signal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end by an exception too, with 0.
    if (error.exitCode === 0) return exitCode.yes;
    const words = [
      'musl-wizard',
      ...argv.filter((word) => program.commands.some((command) => command.name() === word)).slice(0, 1),
    ];
    throw new UserError(error.message.replace(/^error: /, ''), [], [`${words.join(' ')} --help`], exitCode.usage);
  }
  return code;
};

/** What --config-dir says, also where the rest cannot be parsed. */
const configDirOf = (argv: readonly string[]): string | undefined => {
  const at = argv.indexOf('--config-dir');
  return at < 0 ? argv.find((word) => word.startsWith('--config-dir='))?.slice(13) : argv[at + 1];
};

/** Reports an error to the user and returns the exit code for it. */
const report = (error: unknown): number => {
  // Ctrl-C at a question, which readline takes as a key.
  if (error instanceof Error && error.name === 'AbortError') return exitCode.interrupted;
  const program = programWords(process.env, process.argv[1], configDirOf(process.argv));
  const say = (text: string) => process.stderr.write(`${sanitize(maskSecrets(text))}\n`);
  if (error instanceof UsageError) {
    say(`musl-wizard: ${asCalled(error.message, program)}`);
    return exitCode.usage;
  }
  if (error instanceof UserError) {
    process.stderr.write(`musl-wizard: ${errorText(error, program)}`);
    return error.exitCode;
  }
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  say(`musl-wizard failed: ${message}`);
  const nextStep = nextStepFor(error);
  if (nextStep) say(`  → ${nextStep}`);
  else say('This is a bug in musl-wizard. Run it again with --verbose and report the output.');
  if (process.argv.includes('--verbose') && stack) say(stack);
  return exitCode.broken;
};
