import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import stringWidth from 'string-width';
import { toAscii } from '../../text/ascii.js';
import { clearScreen, enterScreen, leaveScreen, paint } from './paint.js';

/** What the painter needs of a terminal; a test gives its own. */
export type TerminalOut = Pick<
  WriteStream,
  'columns' | 'rows' | 'write' | 'writableLength' | 'writableNeedDrain' | 'on' | 'off'
>;

/**
 * What Ink draws to: it gets whole frames (Ink's `debug` mode writes each in one piece) and writes
 * to the terminal only the rows that changed, by their place. Ink's own log-update moves relative
 * to a cursor, which a resize, a suspended shell or one row too many leaves in the wrong place;
 * rows that are addressed cannot be. While the terminal does not keep up, frames are left out and
 * the newest is drawn when it does: a slow line delays nothing.
 */
export class FrameStream extends Writable {
  readonly isTTY = true;
  private shown: readonly string[] = [];
  private wanted: readonly string[] = [];
  private active = false;
  /** Bytes written, for measuring. */
  bytes = 0;

  constructor(
    private readonly out: TerminalOut,
    private readonly ascii: boolean,
  ) {
    super({ decodeStrings: false });
    out.on('resize', this.onResize);
    out.on('drain', this.draw);
  }

  get columns(): number {
    return this.out.columns || 80;
  }

  get rows(): number {
    return this.out.rows || 24;
  }

  /** Takes the screen. */
  enter(): void {
    if (this.active) return;
    this.active = true;
    this.send(enterScreen);
    this.shown = [];
    this.draw();
  }

  /** Gives the screen back as it was. Safe to call at any time, also twice. */
  leave(): void {
    if (!this.active) return;
    this.active = false;
    this.send(leaveScreen);
  }

  /** Draws all rows again, for when something else wrote to the terminal. */
  repaint(): void {
    if (!this.active) return;
    this.send(clearScreen);
    this.shown = [];
    this.draw();
  }

  /** Whether the newest frame is on the terminal, and not held back or still in a buffer. */
  isPainted(): boolean {
    return this.active && this.shown === this.wanted && this.out.writableLength === 0;
  }

  /** Lets go of the terminal. */
  release(): void {
    this.leave();
    this.out.off('resize', this.onResize);
    this.out.off('drain', this.draw);
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const frame = chunk.toString();
    // Ink also writes single control sequences (the cursor's); the screen is ours, so they are dropped.
    if (!/^(?:\x1b\[\?25[hl])*$/.test(frame)) {
      this.wanted = (this.ascii ? toAscii(frame, stringWidth) : frame).split('\n').slice(0, this.rows);
      this.draw();
    }
    done();
  }

  private readonly onResize = (): void => {
    this.emit('resize');
    this.repaint();
  };

  private readonly draw = (): void => {
    if (!this.active || this.out.writableNeedDrain) return;
    this.send(paint(this.shown, this.wanted));
    this.shown = this.wanted;
  };

  private send(text: string): void {
    if (text === '') return;
    this.bytes += Buffer.byteLength(text);
    this.out.write(text);
  }
}
