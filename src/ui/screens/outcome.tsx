import { blank, line } from '../../presentation/line.js';
import { Choice } from '../components/choice.js';
import { Rows } from '../components/rows.js';
import { answers } from '../model/answers.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { cursorAt, textRows } from '../model/navigate.js';
import { bodyText } from '../rows/body.js';
import { from, visible } from '../rows/window.js';

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
