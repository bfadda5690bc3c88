import { bodyText } from '../body.js';
import { Rows } from '../components/rows.js';
import type { Model } from '../model.js';
import { textRows } from '../navigate.js';
import { from, visible } from '../window.js';

/** A screen that is text to read and scroll: Why, Save, Done, the help, and the commands of a fix. */
export const TextScreen = ({ model }: { readonly model: Model }) => {
  const text = bodyText(model);
  const height = textRows(model);
  return <Rows lines={visible(text, from(text.length, model.scroll, height))} height={height} />;
};
