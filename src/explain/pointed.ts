/**
 * What kind of failure is reported by the line at which a log is pointed, when no cause is known. Nothing here is searched for
 * in the whole log: such words stand in healthy builds too, and only where a log ends in a failure do they report it.
 */
import type { Catalogue } from './catalogue.js';
import { withoutEcho } from './echo.js';
import { english } from './english.js';
import { withErrno } from './error-chain.js';
import type { Hit, Scan, Sighting } from './findings.js';
import { isPassedOn } from './likely-errors.js';
import { Nearby } from './nearby.js';
import { normalLine } from './normal-line.js';

/** CMake says where in one line, and what in the indented ones below it; so do some words for AC_MSG_ERROR. */
const paragraphs = /^CMake Error(?: at \S|:)|^configure: error:$/;
const paragraphLines = 6;

const withParagraph = (head: string, at: number, tail: readonly Hit[]): string => {
  const below = tail.filter(({ line }) => line > at && line <= at + paragraphLines).map(({ text }) => text);
  const end = below.findIndex((text) => !/^(?:\s|$)/.test(text));
  const lines = (end < 0 ? below : below.slice(0, end)).map((text) => text.trim()).filter((text) => text !== '');
  return [head.replace(/^(CMake Error.*?:) .*$/, '$1'), ...lines].join(' ');
};

/** What is said at the line that a log is pointed at, normalised: of CMake with the lines below. */
export const saidAt = (hit: Hit, tail: readonly Hit[]): string => {
  const written = normalLine(hit.text);
  return paragraphs.test(written) ? withParagraph(written, hit.line, tail) : written;
};

/** The surest kind of failure that a line at the end of a log reports; empty when it reports none. Pure. */
export const pointedSightings = (hit: Hit, { tail }: Scan, catalogue: Catalogue): readonly Sighting[] => {
  const said = withErrno(hit, tail) ?? saidAt(hit, tail);
  const line = withoutEcho(english(said, catalogue)) ?? said;
  // Who only passes a failure on does not know of what kind it is, but for a shell's own status.
  if (isPassedOn(line) && !/\b127\b/.test(line)) return [];
  const nearby = new Nearby(tail.map(({ text }) => text));
  for (const probe of catalogue.pointed) {
    const match = probe.pattern.exec(line);
    if (match === null) continue;
    if (!nearby.fits(probe)) continue;
    const name = match.slice(1).find((group) => group !== undefined);
    return [{ probe, count: 1, first: { ...hit, name }, remarkedAt: null, fellBack: false }];
  }
  return [];
};
