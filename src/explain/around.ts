import { sanitizeLine } from '../text/sanitize.js';
import type { Diagnosis } from './diagnosis.js';
import type { Hit } from './findings.js';
import { excerptOf } from './normal-line.js';

/** Lines that are shown above and below the one with the cause. */
export const linesAround = 2;
const length = 200;

/** The lines around one, among lines of its log, as they are shown beside it. */
export const aroundOf = (line: number, lines: readonly Pick<Hit, 'line' | 'text'>[]): Pick<Diagnosis, 'around'> => {
  const near = lines.filter((each) => each.line !== line && Math.abs(each.line - line) <= linesAround);
  if (near.length === 0) return {};
  return { around: near.map((each) => ({ line: each.line, excerpt: sanitizeLine(excerptOf(each.text), length) })) };
};
