import type { Line } from '../../presentation/line.js';
import type { Binding, Intent } from '../model/binding.js';
import type { Layout } from '../model/layout.js';
import type { Next } from '../model/message.js';
import type { Model } from '../model/model.js';

/** All that there is to know of a screen, or of what lies on top of one, in one object. Everything here is pure. */
export interface Screen {
  /** What the header says. */
  readonly title: (model: Model) => string;
  /** Its place on the way to a saved setup (in `stepNames`, from 1); absent where it is beside the way. */
  readonly step?: number;
  /** The keys that do something here and now, the most useful first, each with its help. */
  readonly keys: (model: Model) => readonly Binding[];
  /** What an intent does here; null where it means nothing special. */
  readonly act: (model: Model, intent: Intent) => Next | null;
  /** What is drawn between header and footer, from top to bottom; no more rows than `layout.body`. */
  readonly rows: (model: Model, layout: Layout) => readonly Part[];
  /** Keys of the rows that the cursor can stand on; absent where there is no cursor. */
  readonly items?: (model: Model) => readonly string[];
  /** What becomes of a text on the input line; absent where nothing can be written. */
  readonly input?: InputLine;
  /** The text that is scrolled; absent where nothing is. */
  readonly text?: (model: Model, layout: Layout) => readonly Line[];
}

/** An input line, in the footer of a screen: Enter takes the text, Esc clears it. */
export interface InputLine {
  readonly label: (model: Model) => string;
  /** What Tab asks for; absent where nothing completes a text: then it is a filter, which "/" opens. */
  readonly complete?: (model: Model, text: string) => Next;
  /** Called for each change of the text. */
  readonly write: (model: Model, text: string) => Next;
  /** Called once the line is closed, with the text or, where that was cleared, with an empty one. */
  readonly close: (model: Model, text: string) => Next;
}

/** The steps of the way to a saved setup. */
export const stepNames = ['Machine', 'Options', 'Try', 'Result', 'Save'] as const;

/** A part of a screen: rows, or a list with a cursor, at most `height` rows high; or parts beside each other. */
export type Part =
  | { readonly kind: 'beside'; readonly left: readonly Part[]; readonly right: readonly Part[]; readonly at: number }
  | { readonly kind: 'lines'; readonly lines: readonly Line[]; readonly height: number }
  | {
      readonly kind: 'list';
      readonly items: readonly ListItem[];
      /** Key of the item under the cursor. */
      readonly cursor: string | null;
      readonly height: number;
    };

export interface ListItem {
  readonly key: string;
  readonly line: Line;
}
