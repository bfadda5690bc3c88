import type { Artifact } from '../artifact/artifact.js';
import type { Contents } from '../artifact/contents/component.js';
import { contentsOf } from '../artifact/contents/contents.js';
import { readFile } from './inspect-file.js';

/** What is inside a program. A file that cannot be read has nothing, and a gap that says why. */
export const inspectContents = (artifact: Artifact): Contents => {
  const found = readFile(artifact.path, (source) => contentsOf(source, artifact));
  return typeof found === 'string' ? { components: [], gaps: [`It cannot be read: ${found}.`] } : found;
};
