import type { FailedCapture, RunCapture } from '../capture.js';
import { failed } from './errno.js';
import {
  captureProgram,
  type ExecContext,
  type Gathered,
  gather,
  release,
  runLimitMs,
  startProgram,
} from './programs.js';

/**
 * Takes commands, a line each, words separated by tabs, and runs one after another. Behind the output
 * of each, on both streams, comes the mark that stood first in its line. The words reach the
 * program as they are: the shell reads no part of them as its own language.
 */
const script = `set -f
IFS='\t'
while read -r line; do
  set -- $line
  mark=$1
  shift
  "$@" </dev/null
  printf '%s %s\\n' "$mark" "$?"
  printf '%s\\n' "$mark" >&2
done`;

/** A shell that runs programs one after another. */
export interface ShellWorker {
  /** False once a program had to be killed, and the shell with it. */
  alive(): boolean;
  /** Runs a program as runProgram() does. */
  run(path: string, args: readonly string[]): Promise<RunCapture | FailedCapture>;
  close(): void;
}

/**
 * Opens a worker. To start a program from this process takes milliseconds in which it can do nothing
 * else, since all its memory is set up for the child first; a shell is small and takes a tenth of
 * that. Where there is no shell, programs are started from here anyway.
 */
export const openShellWorker = (place: ExecContext): ShellWorker => {
  const child = startProgram('/bin/sh', ['-c', script], place, 'pipe');
  let alive = child.pid !== undefined;
  let heard = () => {};
  const out = gather(child.stdout, () => heard());
  const err = gather(child.stderr, () => heard());
  child.stdin?.on('error', () => {}); // reported by how it ended
  void child.ended.then(() => {
    alive = false;
    heard();
  });

  const close = (): void => {
    alive = false;
    // With the shell end the programs that others left behind: they would count against the task limit of what is built next.
    release(child);
  };

  const run = (path: string, args: readonly string[]): Promise<RunCapture | FailedCapture> => {
    const argv = [path, ...args];
    // None of our programs has such words; a folder of the search path may.
    if (!alive || argv.some((word) => word === '' || /[\t\n]/.test(word))) return captureProgram(path, args, place);
    return new Promise((resolve) => {
      // Against chance alone: a program could as well print anything else.
      const mark = `${Math.random()}${Math.random()}`;
      out.bytes = err.bytes = Buffer.alloc(0);
      const end = (capture: RunCapture | FailedCapture) => {
        clearTimeout(timer);
        place.signal.removeEventListener('abort', expire);
        heard = () => {};
        resolve(capture);
      };
      const printed = () => ({ stdout: out.text(), stderr: err.text() });
      const stop = (capture: RunCapture | FailedCapture) => {
        close();
        end(capture);
      };
      const expire = () => stop(failed('late'));
      const timer = setTimeout(() => stop({ code: null, ...printed(), timedOut: true }), runLimitMs(place));
      place.signal.addEventListener('abort', expire, { once: true });
      heard = () => {
        const [stdout, status] = parted(out, mark) ?? [];
        const [stderr] = parted(err, mark) ?? [];
        if (stdout !== undefined && stderr !== undefined) end({ code: exitCode(Number(status)), stdout, stderr });
        else if (!alive)
          end(failed('EAGAIN')); // a shell that cannot fork ends
        else if (out.flooded() || err.flooded()) stop({ code: null, ...printed() });
      };
      child.stdin?.write(`${[mark, ...argv].join('\t')}\n`);
    });
  };

  return { alive: () => alive, run, close };
};

/** What a program printed, and what stands behind the mark; null before the mark and its line are whole. */
const parted = ({ bytes, text }: Gathered, mark: string): [text: string, behind: string] | null => {
  const at = bytes.indexOf(mark);
  const end = at < 0 ? -1 : bytes.indexOf(0x0a, at);
  return end < 0 ? null : [text(at), bytes.toString('utf8', at + mark.length, end).trim()];
};

/** A shell reports the signal that ended a program as 128 and its number. */
const exitCode = (status: number): number | null => (status > 128 && status <= 128 + 64 ? null : status);
