import { writeSync } from 'node:fs';
import type { FrameStream } from './frame-stream.js';
import { leaveScreen } from './paint.js';

/** Keeps the promise that the terminal is restored, however the program ends. */
export interface Terminal {
  /** Stops the whole job as Ctrl-Z does in a cooked terminal, and comes back when the shell continues it. */
  suspend(): void;
  /**
   * Leaves the terminal to another program, with the keys that end and stop a job, until the returned function is
   * called. Ctrl-C is that program's alone meanwhile.
   */
  lend(): () => void;
  /** Ends the guard; the terminal is as it was. */
  release(): void;
}

/**
 * Takes the screen and guards it.
 * @param stdin the terminal's input; its raw mode is Ink's, except across a suspension
 */
export const openTerminal = (screen: FrameStream, stdin: NodeJS.ReadStream, fd = 1): Terminal => {
  let released = false;
  const errors = holdBack(process.stderr);

  // The last resort: a plain synchronous write still works while the process ends.
  const onExit = (): void => {
    if (released) return;
    try {
      stdin.setRawMode(false);
      writeSync(fd, leaveScreen);
      errors.release();
    } catch {
      // The terminal is gone; there is nothing to restore.
    }
  };

  const suspend = (): void => {
    const raw = stdin.isRaw;
    screen.leave();
    if (raw) stdin.setRawMode(false);
    process.off('SIGTSTP', suspend);
    // To the whole job, as the terminal itself would do, so that `npm start` stops too. The kernel
    // ignores it where no shell could ever continue us (an orphaned process group).
    process.kill(0, 'SIGTSTP');
    process.on('SIGTSTP', suspend);
    if (raw) stdin.setRawMode(true);
    screen.enter();
  };
  // Stopped otherwise (SIGSTOP), the shell has set the terminal to its own liking meanwhile.
  const onContinue = (): void => {
    if (stdin.isRaw) {
      stdin.setRawMode(false);
      stdin.setRawMode(true);
    }
    screen.repaint();
  };

  const lend = (): (() => void) => {
    const interrupts = process.listeners('SIGINT');
    const deaf = (): void => undefined;
    screen.leave();
    process.removeAllListeners('SIGINT');
    process.on('SIGINT', deaf);
    process.off('SIGTSTP', suspend);
    return () => {
      process.off('SIGINT', deaf);
      for (const listener of interrupts) process.on('SIGINT', listener);
      if (released) return;
      process.on('SIGTSTP', suspend);
      screen.enter();
    };
  };

  process.on('exit', onExit);
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', onContinue);
  screen.enter();
  return {
    suspend,
    lend,
    release: () => {
      if (released) return;
      released = true;
      process.off('exit', onExit);
      process.off('SIGTSTP', suspend);
      process.off('SIGCONT', onContinue);
      screen.release();
      errors.release();
    },
  };
};

/**
 * Keeps what anybody writes to standard error (a warning of Node's, say) off the screen while it
 * is ours, and lets it out afterwards. A standard error that is no terminal is left alone.
 */
const holdBack = (stream: NodeJS.WriteStream): { release: () => void } => {
  if (!stream.isTTY) return { release: () => undefined };
  const write = stream.write;
  let held = '';
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (held.length < heldLimit) held += chunk.toString();
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  }) as typeof stream.write;
  return {
    release: () => {
      stream.write = write;
      if (held !== '') stream.write(held);
      held = '';
    },
  };
};
const heldLimit = 65_536;
