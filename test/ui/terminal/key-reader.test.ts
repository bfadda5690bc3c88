import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyReader, type Input, settleMs } from '../../../src/ui/terminal/key-reader.js';

const read = (...chunks: string[]): readonly Input[] => {
  const reader = createKeyReader();
  return [...chunks.flatMap((chunk, at) => reader.push(chunk, at)), ...reader.flush()];
};
const keys = (...names: string[]): Input[] => names.map((key) => ({ type: 'key', key }));
const paste = (text: string): Input => ({ type: 'paste', text });
const bracketed = (text: string) => `\x1b[200~${text}\x1b[201~`;

describe('one read', () => {
  it.each<[string, Input[]]>([
    ['q', keys('q')],
    ['G', keys('G')],
    ['漢', keys('漢')],
    ['👍', keys('👍')],
    ['\r', keys('enter')],
    ['\n', keys('enter')],
    [' ', keys('space')],
    ['\t', keys('tab')],
    ['\x7f', keys('backspace')],
    ['\x1b', keys('escape')],
    ['\x1b\x1b[A', []],
    ['\x03', keys('ctrl-c')],
    ['\x1a', keys('ctrl-z')],
    ['\x1b[A', keys('up')],
    ['\x1bOB', keys('down')],
    ['\x1b[5~', keys('page-up')],
    ['\x1b[A\x1b[A\x1b[B', keys('up', 'up', 'down')],
    ['\x1b[A\r', [paste('\x1b[A\r')]],
    ['jj', [paste('jj')]],
    ['f\r', [paste('f\r')]],
    ['find . -name x\r', [paste('find . -name x\r')]],
    ['abc\x03', keys('ctrl-c')],
    ['\x1bx', []],
    ['\x1b[15~', []],
    [bracketed('ls\r'), [paste('ls\r')]],
    [bracketed('\x03q\x1b[A'), [paste('\x03q\x1b[A')]],
    [`${bracketed('a')}\r`, [paste('a')]],
  ])('%j gives %j', (chunk, inputs) => {
    expect(read(chunk)).toEqual(inputs);
  });
});

describe('several reads', () => {
  it.each<[string[], Input[]]>([
    [['j', 'k'], keys('j', 'k')],
    [['\x1b', '[A'], keys('up')],
    [['\x1b[', 'B'], keys('down')],
    [['\x1b[20', '0~rm -rf x\r\x1b[2', '01~'], [paste('rm -rf x\r')]],
    [['find . -name x', '\r'], [paste('find . -name x')]],
    [['\x1b[200~abc', '\r'], []],
    [['\x1b[200~abc', '\x03'], keys('ctrl-c')],
  ])('%j give %j', (chunks, inputs) => {
    expect(read(...chunks)).toEqual(inputs);
  });

  it('a key counts again once a paste is over', () => {
    const reader = createKeyReader();
    reader.push('find x', 0);
    expect(reader.push('\r', settleMs - 1)).toEqual([]);
    expect(reader.push('\r', 3 * settleMs)).toEqual(keys('enter'));
  });
});

describe('pasted text', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((each) => !each.includes('\x1b[20'));

  it('gives no key, in brackets or without, wherever its reads are cut', () => {
    fc.assert(
      fc.property(text, fc.boolean(), fc.array(fc.nat(70), { maxLength: 4 }), (pasted, brackets, cuts) => {
        // Without brackets a first read of one character cannot be distinguished from a key.
        fc.pre(brackets || ([...pasted].length > 1 && !/^[\x1b]|\x03/.test(pasted)));
        const whole = brackets ? bracketed(pasted.replaceAll('\x03', '')) : pasted;
        const ends = [...new Set(cuts.map((cut) => Math.max(cut, 3)))].sort((a, b) => a - b);
        const chunks = [...ends, whole.length].map((end, at) => whole.slice(at === 0 ? 0 : ends[at - 1], end));
        const inputs = read(...chunks.filter((chunk) => chunk !== ''));
        expect(inputs.filter(({ type }) => type === 'key')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is kept only to a bound, and after its end keys count', () => {
    const reader = createKeyReader();
    reader.push('\x1b[200~', 0);
    for (let n = 0; n < 100; n += 1) reader.push('x'.repeat(10_000), n);
    reader.push('yy\x1b[2', 150);
    const [only] = reader.push('01~', 200);
    expect(only).toEqual(paste('x'.repeat(4096)));
    expect(reader.push('j', 1000)).toEqual(keys('j'));
  });
});

it.each(['\r\x1b', '\r\x1b[', '\r\x1b[200~yes'])(
  'takes a key with the beginning of more in the same read for no key: %j',
  (text) => {
    expect(createKeyReader().push(text, 0)).toEqual([{ type: 'paste', text: '\r' }]);
  },
);
