import stringWidth from 'string-width';
import type { CanaryResult } from '../canary/result.js';
import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';

const unknown = '–';

const bytes = (value: number | null | undefined): string => (value == null ? unknown : formatBytes(value));
const ms = (value: number | null | undefined): string => (value == null ? unknown : `${value} ms`);

const heads = ['rung', 'size', 'with UPX', 'libc', 'start', 'start with UPX', 'needs at run time'];

/** One rung's row; a rung that did not pass has its outcome and reason instead of figures. */
const rowOf = ({ rung, outcome, artifact, packed, reason }: CanaryResult): string[] => {
  if (outcome !== 'passed' || !artifact)
    return [rung, outcome, unknown, unknown, unknown, unknown, sanitizeLine(reason, 60)];
  const needs = artifact.runtimeNeeds.map(({ what }) => what).join('; ');
  return [
    rung,
    bytes(artifact.sizeBytes),
    bytes(packed?.bytesAfter),
    artifact.libc ?? unknown,
    ms(packed?.startMsBefore),
    ms(packed?.startMsAfter),
    sanitizeLine(needs, 60) || 'nothing',
  ];
};

/**
 * What the same small program came out as by each rung, side by side: the smallest first, those
 * that did not pass last. Figures are those that the canaries measured here; what was not measured
 * is a dash. Pure.
 */
export const compareTable = (results: readonly CanaryResult[]): string[] => {
  const size = ({ outcome, artifact }: CanaryResult): number =>
    outcome === 'passed' ? (artifact?.sizeBytes ?? Number.MAX_VALUE) : Number.POSITIVE_INFINITY;
  const order = (a: CanaryResult, b: CanaryResult): number => (size(a) === size(b) ? 0 : size(a) - size(b));
  const rows = [heads, ...results.toSorted(order).map(rowOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
};
