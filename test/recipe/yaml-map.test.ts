import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { yamlMap } from '../../src/recipe/escape.js';

it.each([
  'plain words',
  'actions/checkout@v4',
  'yes',
  'null',
  '1.20',
  'a: b # c',
  "it's",
  '',
  ' x',
  'one\ntwo\n',
  'one\n\n  two\n\n',
  '  indented\nless\n',
  'no end\nof line',
  '\n',
  '| not a block',
  'tab\there',
  'ünïcödé \u2028 \u0085 \x7f 😀',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself
  '${{ secrets.X }}',
])('writes %j so that it is read back', (text) => {
  expect(load(yamlMap({ name: text, with: { path: text } }, 4))).toEqual({ name: text, with: { path: text } });
});

it('is read back whatever it is', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(fc.constantFrom('\n', ' ', '#', ':', '-', "'", '"', 'x', '\t', '\\', '|', '%'), { maxLength: 20 })
      .map((each) => each.join('')),
  );
  fc.assert(
    fc.property(text, (value) => {
      expect(load(yamlMap({ run: value }, 2))).toEqual({ run: value });
    }),
  );
});
