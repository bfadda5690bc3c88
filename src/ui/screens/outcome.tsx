import { answers } from '../answers.js';
import { bodyText } from '../body.js';
import { Choice } from '../components/choice.js';
import { Rows } from '../components/rows.js';
import { layoutOf } from '../layout.js';
import { blank, line } from '../line.js';
import type { Model } from '../model.js';
import { cursorAt, textRows } from '../navigate.js';
import { from, visible } from '../window.js';

/** What came out of a try, and what to do about it. */
export const Outcome = ({ model }: { readonly model: Model }) => {
  const layout = layoutOf(model.size);
  if (!layout) return null;
  const text = bodyText(model);
  const height = textRows(model);
  const items = answers(model).map(({ key, label }) => ({ key, line: line(label) }));
  return (
    <>
      <Rows lines={[...visible(text, from(text.length, model.scroll, height)), blank]} height={height + 1} />
      <Choice
        items={items}
        cursor={cursorAt(model, 'outcome')}
        height={layout.body - Math.min(text.length, height) - 1}
      />
    </>
  );
};
