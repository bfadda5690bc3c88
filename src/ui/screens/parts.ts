import { blank, type Line, line } from '../../presentation/line.js';
import type { Layout } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { from, visible } from '../rows/window.js';
import type { Part } from './screen.js';

/** Rows for a text that stands above some answers. */
export const textRoom = (layout: Layout, answers: number): number =>
  answers === 0 ? layout.body : Math.max(1, layout.body - answers - 1);

/** A text to read and scroll. */
export const reading = (model: Model, layout: Layout, text: readonly Line[]): readonly Part[] => [
  { kind: 'lines', lines: visible(text, from(text.length, model.scroll, layout.body)), height: layout.body },
];

/** A text to read and scroll, and below it answers to choose from. */
export const readingWithAnswers = (
  model: Model,
  layout: Layout,
  text: readonly Line[],
  answers: readonly { readonly key: string; readonly label: string }[],
  cursor: string | null,
): readonly Part[] => {
  const height = textRoom(layout, answers.length);
  return [
    { kind: 'lines', lines: [...visible(text, from(text.length, model.scroll, height)), blank], height: height + 1 },
    {
      kind: 'list',
      items: answers.map(({ key, label }) => ({ key, line: line(label) })),
      cursor,
      height: layout.body - Math.min(text.length, height) - 1,
    },
  ];
};

/** What stands in the place of rows where none passes the filter. */
export const noMatch = (filter: string): Line => line(`Nothing here contains “${filter}”. Esc shows all.`, 'quiet');

/** Columns from which there is room for details beside a list. */
const besideColumns = 108;

/** Where the right part of two begins; null where there is no room for two. */
export const besideAt = ({ width }: Layout, left: number, spoken: boolean): number | null =>
  width < besideColumns || spoken ? null : Math.floor(width * left);

/** Columns beyond which prose is hard to read. */
export const proseWidth = ({ width }: Layout): number => Math.min(width, 100);
