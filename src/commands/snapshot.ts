import { resolve } from 'node:path';
import { canAsk, confirm } from '../console/ask.js';
import type { Command, Context } from '../console/context.js';
import { collect } from '../engine/collect.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import { checkFileBelow } from '../files/write-below.js';
import type { Snapshot } from '../machine/machine.js';
import { collectorScript } from '../machine/script.js';
import { snapshotSchemaId } from '../machine/snapshot.js';
import { openMachine } from '../machine/target.js';
import { keysOf } from '../probes/interpret.js';
import { redactCaptures, redactionKeys } from '../redact/redact.js';
import { asCalled } from '../text/as-called.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { outputAt, writeOutput } from './parts/write-output.js';

export interface SnapshotOptions {
  /** File to write; standard output without it. */
  readonly output?: string;
  /** Print the collector instead of running it. */
  readonly script?: boolean;
  /** False for --no-redact. */
  readonly redact?: boolean;
  readonly on?: string;
  readonly force?: boolean;
}

/** Writes all captures of a machine, or the script that reads them where there is no Node. */
export const run: Command<SnapshotOptions> = async (context, args, options) => {
  if (args.length > 0)
    throw new UsageError(
      `snapshot takes no arguments (got: ${sanitizeLine(args.join(' '))}). To name the file: snapshot -o FILE`,
    );
  const file = options.output === undefined ? null : resolve(context.cwd, options.output);
  if (file) checkFileBelow(context.cwd, file);
  if (file && !options.force) await protectExisting(context, file);
  const text = options.script ? script() : await snapshotText(context, options);
  if (!file) {
    context.out.write(text);
    return exitCode.yes;
  }
  await writeOutput(file, text, { cwd: context.cwd, mode: options.script ? 0o755 : 0o600, signal: context.signal });
  if (!context.quiet) context.err.write(advice(options, options.output ?? file, context.program));
  return exitCode.yes;
};

/** The shell collector with everything that it can read. */
export const script = (): string => collectorScript([...keysOf(), ...redactionKeys]);

const snapshotText = async (context: Context, options: SnapshotOptions): Promise<string> => {
  const machine = await openMachine(options.on ?? 'local', context);
  const { captures } = await collect(machine, { signal: context.signal, extraKeys: redactionKeys });
  const redacted = options.redact !== false;
  const readAt = machine.collectedAt ?? new Date().toISOString();
  const snapshot: Snapshot = {
    schema: snapshotSchemaId,
    meta: {
      // A snapshot that is redacted again may hold anything here.
      collectedAt: redacted && !/^\d{4}-[\dT:.Z+-]{0,36}$/.test(readAt) ? '' : readAt,
      collector: machine.collector,
      // A target can name a user and a host.
      target: redacted ? machine.target.replace(/:.*/s, '') : machine.target,
      redacted,
    },
    captures: sorted(redacted ? redactCaptures(captures) : captures),
  };
  return `${JSON.stringify(snapshot, null, 1)}\n`;
};

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));

const protectExisting = async (context: Context, file: string): Promise<void> => {
  if (outputAt(file).kind !== 'regular') return;
  if (canAsk(context) && (await confirm(context, `${file} already exists. Replace it?`))) return;
  throw new UserError(`${file} already exists.`, [], ['Choose another name, or replace it with --force.'], exitCode.no);
};

const advice = (options: SnapshotOptions, file: string, program: string): string => {
  const written = `Written to ${sanitizeLine(file, 400)}.`;
  if (options.script) return `${written} Run it on the other machine: sh ${shellQuote([file])} >machine.json\n`;
  const kept = options.redact === false ? 'Nothing was masked: review it before you share it.\n' : '';
  const next = `musl-wizard doctor --on ${shellQuote([`snapshot:${file}`])}`;
  return `${written}\n${kept}Inspect it with: ${asCalled(next, program)}\n`;
};
