import xterm from '@xterm/headless';

const { Terminal } = xterm;

/** A terminal in memory: what was written to it, and what is on its screen. */
export class Emulator {
  private readonly terminal: InstanceType<typeof Terminal>;

  constructor(columns: number, rows: number) {
    this.terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  write(text: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.terminal.write(text, resolve));
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
  }

  /** The rows on the screen, without blanks at their ends. */
  screen(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from(
      { length: this.terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  /** Everything in the normal buffer, with what was scrolled away. */
  scrollback(): string[] {
    const { normal } = this.terminal.buffer;
    return Array.from({ length: normal.length }, (_, row) => normal.getLine(row)?.translateToString(true) ?? '');
  }

  /** Whether pasted text is sent in brackets. */
  isBracketedPaste(): boolean {
    return this.terminal.modes.bracketedPasteMode;
  }

  /** Whether the alternate screen is shown. */
  isAlternate(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }
}
