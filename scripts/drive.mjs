// Drives the real program in a pseudo-terminal with a terminal emulator, for pictures of what a person sees.
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A command in a terminal of its own, and what is needed to walk through it. */
export const drive = ([file, ...words], { columns, rows, cwd, env, onFrame = () => {} }) => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const pty = spawn(file, words, { cols: columns, rows, cwd, env, name: env.TERM });
  let drawn = Promise.resolve();
  pty.onData((text) => {
    drawn = new Promise((resolve) => terminal.write(text, resolve)).then(() => onFrame(terminal));
  });
  const exited = new Promise((resolve) => pty.onExit(resolve));

  const text = () =>
    Array.from(
      { length: rows },
      (_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');

  /** Waits until the screen matches. @throws with the screen as it is */
  const shows = async (wanted, seconds = 60) => {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((done) => setTimeout(done, 30))) {
      await drawn;
      const found = wanted.exec(text());
      // Two keys in one read would be pasted text.
      if (found) return new Promise((done) => setTimeout(() => done(found), 300));
    }
    throw new Error(`no ${wanted} on the screen:\n${text()}`);
  };

  /** Presses a key, and waits for what it leads to. */
  const press = (key, wanted, seconds) => {
    pty.write(key);
    return shows(wanted, seconds);
  };

  const rowOf = (pattern) =>
    text()
      .split('\n')
      .findIndex((row) => pattern.test(row));

  /** Moves the cursor of a list to the first row that matches, a row at a time, each once it is drawn. */
  const select = async (wanted) => {
    await shows(wanted);
    for (let at = rowOf(pointer), target = rowOf(wanted); at !== target; at = rowOf(pointer), target = rowOf(wanted)) {
      const before = text();
      pty.write(target > at ? 'j' : 'k');
      for (const end = Date.now() + 20_000; text() === before; await new Promise((done) => setTimeout(done, 20)))
        if (Date.now() > end) throw new Error(`the cursor does not move to ${wanted}:\n${before}`);
      await drawn;
    }
  };

  return { terminal, pty, exited, text, shows, press, select };
};

// The pointer of a list, in UTF-8 or in ASCII.
const pointer = /^ ?[❯>] /;
