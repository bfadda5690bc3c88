import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { Emulator } from '../support/terminal-emulator.js';

const program = join(dirname(fileURLToPath(import.meta.url)), '../../dist/musl-wizard.cjs');

export interface Exit {
  readonly code: number;
  readonly signal: number;
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another command than the program, such as a shell. */
  readonly command?: readonly [string, ...string[]];
}

/** The real program in a pseudo-terminal, with a terminal emulator that shows what a person would see. */
export class TerminalRun {
  readonly emulator: Emulator;
  readonly folder = mkdtempSync(join(tmpdir(), 'mw-pty-'));
  /** Beside the folder that is worked in, since what lies in a project is not this user's own. */
  readonly home = mkdtempSync(join(tmpdir(), 'mw-pty-home-'));
  /** The folder of settings, beside the one that is worked in. */
  readonly settings = mkdtempSync(join(tmpdir(), 'mw-pty-settings-'));
  readonly exited: Promise<Exit>;
  readonly pid: number;
  /** All bytes that came, as text. */
  output = '';
  private readonly pty;
  private drawn: Promise<unknown> = Promise.resolve();

  constructor({ columns = 80, rows = 24, args = [], env = {}, cwd, command }: TerminalOptions = {}) {
    this.emulator = new Emulator(columns, rows);
    const [file, ...words] = command ?? [process.execPath, program, '--config-dir', this.settings, ...args];
    // As where it was installed: its name is on the search path.
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    symlinkSync(program, join(bin, 'musl-wizard'));
    this.pty = spawn(file, words, {
      cols: columns,
      rows,
      cwd: cwd ?? this.folder,
      env: {
        HOME: this.home,
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        ...env,
        PATH: `${bin}:${env.PATH ?? process.env.PATH}`,
      },
    });
    this.pid = this.pty.pid;
    this.pty.onData((text) => {
      this.output += text;
      this.drawn = this.emulator.write(text);
    });
    this.exited = new Promise((resolve) =>
      this.pty.onExit(({ exitCode, signal }) => resolve({ code: exitCode, signal: signal ?? 0 })),
    );
  }

  send(keys: string): void {
    this.pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  screen(): string[] {
    return this.emulator.screen();
  }

  /**
   * Waits until the screen shows a text.
   * @throws with the screen as it is, when it does not come
   */
  async waitFor(text: string | RegExp | ((screen: string) => boolean), timeoutMs = 20_000): Promise<void> {
    const wanted = (screen: string): boolean =>
      typeof text === 'function' ? text(screen) : typeof text === 'string' ? screen.includes(text) : text.test(screen);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      await this.drawn;
      const screen = this.screen().join('\n');
      if (wanted(screen)) return;
      if (Date.now() > deadline)
        throw new Error(`no ${typeof text === 'function' ? 'change' : text} on the screen:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Moves down a list, a key at a time, to the row that shows a text. */
  async select(text: string, timeoutMs?: number): Promise<void> {
    const selected = () => this.screen().findLast((row) => /❯|selected:/.test(row)) ?? '';
    for (let n = 0; n < 20 && !selected().includes(text); n += 1) {
      const before = selected();
      this.send('j');
      await this.waitFor(() => selected() !== before, timeoutMs);
    }
    await this.waitFor(() => selected().includes(text), timeoutMs);
  }

  /**
   * Ends it by keys, sent until it has ended: a key counts only once the screen that it answers was painted, and
   * Ctrl-C is the pager's while the terminal is lent to one.
   */
  async endBy(keys: string): Promise<Exit> {
    this.send(keys);
    const again = setInterval(() => this.send(keys), 2000);
    return this.end().finally(() => clearInterval(again));
  }

  /** Waits for the end and for all output to be drawn. */
  async end(): Promise<Exit> {
    const exit = await this.exited;
    await this.drawn;
    return exit;
  }

  /** Processes below the program, itself left out. */
  pids(): number[] {
    return descendants(this.pid);
  }

  /** Their command lines. */
  children(): string[] {
    return this.pids().map(commandLine);
  }

  /** Closes the terminal, as when its window is closed or the line breaks. */
  hangUp(): void {
    this.pty.kill('SIGHUP');
    (this.pty as unknown as { destroy?: () => void }).destroy?.();
  }

  kill(signal: string): void {
    process.kill(this.pid, signal as NodeJS.Signals);
  }

  /** Ends what is left of it. */
  close(): void {
    try {
      this.pty.kill('SIGKILL');
    } catch {
      // It ended by itself.
    }
    for (const folder of [this.folder, this.home, this.settings]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the terminal is as a shell wants it: normal screen, cursor shown, rows wrap again. */
export const isGivenBack = ({ output, emulator }: TerminalRun): boolean => {
  const last = (on: string, off: string) => output.lastIndexOf(on) >= output.lastIndexOf(off);
  return !emulator.isAlternate() && last('\x1b[?25h', '\x1b[?25l') && last('\x1b[?7h', '\x1b[?7l');
};

/** Whether a process runs; one that ended and that nobody has waited for, as in a namespace without an init, does not. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
};

const descendants = (pid: number): number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
      } catch {
        return []; // it ended while we looked
      }
    });
  const below = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((p) => [p.pid, ...below(p.pid)]);
  return below(pid);
};

const commandLine = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
