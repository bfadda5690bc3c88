import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paint } from '../../../src/ui/terminal/paint.js';
import { Emulator } from '../../support/terminal-emulator.js';

const columns = 20;
const rows = 8;
const row = fc
  .array(fc.constantFrom('a', 'b', '漢', 'é', ' ', '─', '\x1b[1mx\x1b[22m'), { maxLength: columns })
  .map((pieces) => pieces.join(''))
  .filter((text) => width(text) <= columns);
const width = (text: string) => [...text.replace(/\x1b\[\d+m/g, '')].reduce((sum, c) => sum + (c === '漢' ? 2 : 1), 0);
const frame = fc.array(row, { maxLength: rows });

describe('paint', () => {
  it('leaves on the screen what painting from nothing would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 4 }), async (frames) => {
        const step = new Emulator(columns, rows);
        let before: readonly string[] = [];
        for (const after of frames) {
          await step.write(paint(before, after));
          before = after;
        }
        const fresh = new Emulator(columns, rows);
        await fresh.write(paint([], before));
        expect(step.screen()).toEqual(fresh.screen());
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the last column of a full row', async () => {
    const terminal = new Emulator(5, 2);
    await terminal.write(`\x1b[?7l${paint([], ['abcde'])}`);
    expect(terminal.screen()[0]).toBe('abcde');
  });

  it('writes nothing for the same frame, and only the row that changed', () => {
    expect(paint(['a', 'b'], ['a', 'b'])).toBe('');
    expect(paint(['a', 'b', 'c'], ['a', 'X', 'c'])).toBe('\x1b[?2026h\x1b[2;1H\x1b[KX\x1b[0m\x1b[?2026l');
  });
});
