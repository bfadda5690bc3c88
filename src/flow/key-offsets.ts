import { EVENT_ID, type Event, getScalarValue, type ScalarEvent } from 'js-yaml';

/** A place in a document: the keys that lead to it, as one word. */
export const placeOf = (path: readonly string[]): string => JSON.stringify(path);

/** What is open while events are read; `path` is null inside a list, whose entries have no name. */
interface Open {
  readonly kind: 'map' | 'other';
  readonly path: readonly string[] | null;
  /** Of a map: the key that waits for its value. */
  key: string | null;
}

/** Where each key of a document stands in its text (offset in characters), by place. Pure. */
export const keyOffsets = (text: string, events: readonly Event[]): ReadonlyMap<string, number> => {
  const offsets = new Map<string, number>();
  const open: Open[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    const around = open.at(-1);
    let path: readonly string[] | null = around === undefined ? [] : around.path;
    if (around?.kind === 'map') {
      if (around.key === null) {
        around.key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : '';
        if (around.path && event.type === EVENT_ID.SCALAR) {
          offsets.set(placeOf([...around.path, around.key]), startOf(event));
        }
        path = null;
      } else {
        path = around.path && [...around.path, around.key];
        around.key = null;
      }
    }
    if (event.type === EVENT_ID.DOCUMENT) open.push({ kind: 'other', path, key: null });
    else if (event.type === EVENT_ID.MAPPING) open.push({ kind: 'map', path, key: null });
    else if (event.type === EVENT_ID.SEQUENCE) open.push({ kind: 'other', path: null, key: null });
  }
  return offsets;
};

const startOf = ({ valueStart, anchorStart, tagStart }: ScalarEvent): number =>
  Math.min(...[valueStart, anchorStart, tagStart].filter((offset) => offset >= 0));
