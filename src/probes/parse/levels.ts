import { type Captures, textOf } from '../../machine/capture.js';

/** What a control-group file holds at one level. */
export interface Level {
  readonly folder: string;
  readonly content: string;
}

/** The levels of a `cgroup:` capture, leaf first. */
export const levels = (captures: Captures, file: string): Level[] =>
  (textOf(captures, `cgroup:${file}`) ?? '').split('\n').flatMap((line) => {
    const at = line.indexOf('\t');
    return at > 0 ? [{ folder: line.slice(0, at), content: line.slice(at + 1) }] : [];
  });

/** What the file holds in a folder, if it is one of the levels. */
export const contentAt = (captures: Captures, file: string, folder: string): string | null =>
  levels(captures, file).find((level) => level.folder === folder)?.content ?? null;
