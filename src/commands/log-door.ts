import { createWriteStream, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadStream } from 'node:tty';
import { createLogFile } from '../build/log/log-file.js';
import { maskLog, secretsOf } from '../build/processes/mask-log.js';
import type { Command, Context } from '../console/context.js';
import { UserError } from '../errors.js';
import { run as explain, logAt } from './explain.js';
import { cannotDraw, checkPlace, openWizard } from './wizard.js';

/**
 * `musl-wizard FILE`: the cause of the failure in a log, as a screen of the wizard on which its fixes can be run. Where no
 * screen can be drawn, and for a build file, it is what `explain` prints. Nothing is built or saved unasked.
 */
export const run: Command<object> = async (context, [file = '']) => {
  const log = cannotDraw(context) === null ? await logAt(context, file) : null;
  return log === null || !(await canSave(context)) ? explain(context, [file], {}) : openWizard(context, log);
};

/** Whether the wizard can do its work here; in a home folder, say, a log is still explained. */
const canSave = async (context: Context): Promise<boolean> => {
  try {
    checkPlace(context);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
};

/** Bytes of a piped log that are kept; what comes after is read and dropped, so that who writes it can end. */
const pipedBytes = 512 * 1024 * 1024;

/**
 * `… | musl-wizard` on a terminal: the same screen, with keys read from the terminal itself. The text is kept among this
 * program's logs, to be read again.
 */
export const runPiped = async (context: Context): Promise<number> => {
  const keys = context.out.isTTY && context.env.TERM !== 'dumb' && (await canSave(context)) ? openKeys() : null;
  if (keys === null) return explain(context, ['-'], {});
  try {
    const path = createLogFile(context.env, tmpdir(), 'piped');
    context.err.write('Reading the log from standard input...\n');
    try {
      await pipeline(context.stdin, atMost(pipedBytes), createWriteStream(path), { signal: context.signal });
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
    await maskLog(path, 0, secretsOf(context.env));
    const log = await logAt(context, path);
    return log === null
      ? await explain(context, [path], {})
      : await openWizard({ ...context, stdin: keys }, { ...log, name: 'standard input' });
  } finally {
    keys.destroy();
  }
};

/** The terminal of this process, for keys; null where it has none. */
const openKeys = (): ReadStream | null => {
  try {
    return new ReadStream(openSync('/dev/tty', 'r+'));
  } catch {
    return null;
  }
};

const atMost = (limit: number): Transform => {
  let left = limit;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = chunk.subarray(0, left);
      left -= kept.length;
      done(null, kept);
    },
  });
};
