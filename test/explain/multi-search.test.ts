import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MultiSearch } from '../../src/explain/multi-search.js';
import { shippedCatalogue } from '../../src/explain/shipped.js';
import { sharedFolder } from '../support/shared-folder.js';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', ' '), minLength: 6, maxLength: 20 });

it('finds exactly what indexOf finds, caseless', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(letters, { minLength: 1, maxLength: 8, selector: (s) => s.toLowerCase() }),
      fc.array(fc.oneof(fc.nat(7), fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', ' '), maxLength: 9 }))),
      fc.nat(3),
      fc.nat(200),
      (needles, pieces, skew, split) => {
        // Texts of all lengths must stand in it, at every place of a word, cut off or not.
        const written = (piece: number | string) =>
          typeof piece === 'string' ? piece : (needles[piece]?.toUpperCase().slice(0, 4 + 3 * piece) ?? '');
        const text = pieces.map(written).join('');
        const found: string[] = [];
        const bytes = Buffer.from(' '.repeat(skew) + text).subarray(skew);
        const search = new MultiSearch(needles);
        const room = search.room(bytes.length);
        room.set(bytes);
        search.tune(room);
        const middle = Math.min(split, bytes.length);
        for (const [from, to] of [
          [0, middle],
          [middle, bytes.length],
        ] as const)
          search.each(bytes, from, to, (needle, offset) => found.push(`${needle}@${offset}`));
        const expected = needles.flatMap((needle, index) =>
          Array.from(text, (_, offset) => offset)
            .filter((offset) => text.slice(offset, offset + needle.length).toLowerCase() === needle.toLowerCase())
            .map((offset) => `${index}@${offset}`),
        );
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
  );
});

const corpus = sharedFolder('corpus');
const healthy = join(import.meta.dirname, '../../fixtures/logs/healthy');
const logs = [
  ...readdirSync(healthy).map((name) => readFileSync(join(healthy, name), 'utf8')),
  ...(corpus === null ? [] : readFileSync(join(corpus, 'logs.jsonl'), 'utf8').split('\n').filter(Boolean)).map(
    (record) => (JSON.parse(record) as { log: string }).log,
  ),
];

it('finds in real logs exactly what indexOf finds, of all that is searched for', () => {
  const { texts } = shippedCatalogue();
  // The search takes bytes for equal that differ in the bit of small letters alone.
  const folded = (text: string) => Buffer.from(text).map((byte) => byte | 0x20);
  const wanted = texts.map((text) => Buffer.from(folded(text)).toString('latin1'));
  const bytes = Buffer.from(logs.join('\n'));
  const plain = Buffer.from(folded(logs.join('\n'))).toString('latin1');
  const search = new MultiSearch(texts);
  const room = search.room(bytes.length);
  room.set(bytes);
  const counts = texts.map(() => 0);
  for (const isTuned of [false, true]) {
    if (isTuned) search.tune(room);
    const found = new Set<number>();
    search.each(room, 0, room.length, (needle, offset) => found.add(offset * texts.length + needle));
    for (const [needle, text] of wanted.entries()) {
      let expected = 0;
      for (let at = plain.indexOf(text); at >= 0; at = plain.indexOf(text, at + 1), expected += 1)
        if (!found.has(at * texts.length + needle)) expect.fail(`${texts[needle]} at ${at} is not found`);
      counts[needle] = expected;
    }
    expect(found.size).toBe(counts.reduce((sum, count) => sum + count, 0));
  }
});

it('counts newlines in any stretch of bytes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0x0a, 0x0b, 0x8a, 0x00, 0xff), { maxLength: 70 }),
      fc.nat(5),
      (values, from) => {
        const bytes = Buffer.from(values);
        const search = new MultiSearch(['frobnicate']);
        const room = search.room(bytes.length);
        room.set(bytes);
        const expected = values.slice(from).filter((value) => value === 0x0a).length;
        for (const where of [bytes, room]) expect(search.newlines(where, from, bytes.length)).toBe(expected);
      },
    ),
  );
});

it('counts more newlines in a row than fit into a byte', () => {
  const bytes = Buffer.alloc(20_001, '\n');
  expect(new MultiSearch(['frobnicate']).newlines(bytes, 1, bytes.length)).toBe(20_000);
});
