import { Rows } from '../components/rows.js';
import type { Model } from '../model/model.js';
import { textRows } from '../model/navigate.js';
import { bodyText } from '../rows/body.js';
import { from, visible } from '../rows/window.js';

/** A screen that is text to read and scroll: Why, Save, Done, the help, and the commands of a fix. */
export const TextScreen = ({ model }: { readonly model: Model }) => {
  const text = bodyText(model);
  const height = textRows(model);
  return <Rows lines={visible(text, from(text.length, model.scroll, height))} height={height} />;
};
