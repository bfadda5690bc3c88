/**
 * What kind of failure the line tells of at which a log is pointed, when no cause is known. Nothing here is searched for
 * in the whole log: such words stand in healthy builds too, and only where a log ends in a failure do they tell of it.
 */
import type { Catalogue } from './catalogue.js';
import { withoutEcho } from './echo.js';
import { english } from './english.js';
import type { Hit, Scan, Sighting } from './findings.js';
import { isPassedOn } from './likely-errors.js';
import { normalLine } from './normal-line.js';

/** The surest kind of failure that a line at the end of a log tells of; empty when it tells of none. Pure. */
export const pointedSightings = (hit: Hit, { tail }: Scan, catalogue: Catalogue): readonly Sighting[] => {
  const written = normalLine(hit.text);
  const line = withoutEcho(english(written, catalogue)) ?? written;
  // Who only passes a failure on does not know of what kind it is.
  if (isPassedOn(line)) return [];
  const around = tail.map(({ text }) => normalLine(text)).join('\n');
  for (const probe of catalogue.pointed) {
    const match = probe.pattern.exec(line);
    if (match === null) continue;
    if (!probe.requires.every((pattern) => pattern.test(around))) continue;
    if (probe.excludes.some((pattern) => pattern.test(around))) continue;
    const name = match.slice(1).find((group) => group !== undefined);
    return [{ probe, count: 1, first: { ...hit, name }, remarkedAt: null }];
  }
  return [];
};
