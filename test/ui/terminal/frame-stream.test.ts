import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { FrameStream, type TerminalOut } from '../../../src/ui/terminal/frame-stream.js';
import { Emulator } from '../../support/terminal-emulator.js';

class FakeOut extends EventEmitter {
  columns = 20;
  rows = 6;
  writableNeedDrain = false;
  written: string[] = [];
  write(text: string): boolean {
    this.written.push(text);
    return true;
  }
}

const open = (ascii = false) => {
  const out = new FakeOut();
  const stream = new FrameStream(out as unknown as TerminalOut, ascii);
  stream.enter();
  out.written = [];
  return { out, stream };
};

it('draws only what changed', () => {
  const { out, stream } = open();
  stream.write('one\ntwo');
  stream.write('one\n2');
  expect(out.written.at(-1)).toContain('\x1b[2;1H\x1b[K2');
  expect(out.written.at(-1)).not.toContain('one');
  const drawn = out.written.length;
  stream.write('one\n2');
  expect(out.written.length).toBe(drawn);
});

it('leaves frames out while the terminal does not keep up, and then draws the newest', () => {
  const { out, stream } = open();
  out.writableNeedDrain = true;
  for (let n = 0; n < 100; n += 1) stream.write(`frame ${n}`);
  expect(out.written).toEqual([]);
  out.writableNeedDrain = false;
  out.emit('drain');
  expect(out.written).toHaveLength(1);
  expect(out.written[0]).toContain('frame 99');
});

it('draws nothing between leaving and coming back, then all of it', () => {
  const { out, stream } = open();
  stream.write('one');
  stream.leave();
  stream.leave();
  out.written = [];
  stream.write('two');
  expect(out.written).toEqual([]);
  stream.enter();
  expect(out.written.join('')).toContain('two');
});

it('draws again in the new size after a resize', async () => {
  const { out, stream } = open();
  const terminal = new Emulator(20, 6);
  let resized = 0;
  stream.on('resize', () => {
    resized += 1;
  });
  stream.write('a\nb\nc\nd\ne');
  out.rows = 3;
  out.emit('resize');
  terminal.resize(20, 3);
  stream.write('a\nb');
  await terminal.write(out.written.join(''));
  expect(resized).toBe(1);
  expect(terminal.screen()).toEqual(['a', 'b', '']);
});

it('writes ASCII alone where the terminal takes nothing else', () => {
  const { out, stream } = open(true);
  stream.write('✓ fertig – ja');
  expect(out.written.join('')).toMatch(/^[\x00-\x7f]*$/);
  expect(out.written.join('')).toContain('+ fertig - ja');
});
