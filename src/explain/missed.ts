/** What a configure gives up for in words of its own is named by the search that found nothing, in the lines above. */
import type { Hit, Scan, Sighting } from './findings.js';
import { normalLine } from './normal-line.js';
import { saidAt } from './pointed.js';
import { searchAnswerIn } from './search-answers.js';

/** The end of a configure that misses something: CMake's message(FATAL_ERROR), Meson's error(), Autoconf's. */
const givesUp =
  /^(?:CMake Error at \S{1,200} \(message\):|configure: error:|\S{0,200}meson\.build:\d{1,6}:\d{1,6}: ERROR:) .*\b(?:missing|not (?:be )?(?:found|located?|installed|available)|could ?n[o']t|cannot|can't|unable|requires?|required|needs?|needed|install)\b/i;

/** Programs are looked for in the same words; only what is searched for as a library, a header or a package counts. */
const libraryOf = (line: string): string | null => {
  const answer = searchAnswerIn(line);
  if (answer === null || answer.found) return null;
  if (/^-- Could NOT find .*\b(?:\w*EXECUTABLE|\w*PROGRAM|Interpreter|Compiler)\b/.test(line)) return null;
  const { subject } = answer;
  if (!/^check/.test(line)) return subject.replace(/^-l/, '');
  return (
    / in -l(\S{1,40})$/.exec(subject)?.[1] ?? /^(\S{1,60}\.h)(?: usability| presence)?$/.exec(subject)?.[1] ?? null
  );
};

/** "LibRTLSDR", "rtl-sdr", "rtlsdr.h": by what they share. */
const bare = (text: string): string => text.toLowerCase().replace(/\.h$|[^a-z0-9]/g, '');
const shortest = 3;

/**
 * What the library that a configure missed is a case of. Pure.
 * @param hit the line that a log of no known cause is pointed at
 * @param scan sightings of a text of one line
 * @returns none where the message names nothing that was searched for in vain
 */
export const missedSightings = (
  hit: Hit,
  { tail }: Scan,
  scan: (line: string) => readonly Sighting[],
): readonly Sighting[] => {
  const said = saidAt(hit, tail);
  if (!givesUp.test(said)) return [];
  const words = bare(said);
  const above = tail.filter(({ line }) => line < hit.line).reverse();
  for (const each of above) {
    const name = libraryOf(normalLine(each.text));
    const key = name === null ? '' : bare(name).replace(/^lib(?=.{3})/, '');
    if (name === null || key.length < shortest || !words.includes(key)) continue;
    // As pkg-config says it of any library.
    const found = scan(`No package '${name}' found`).map((sighting) => ({ ...sighting, first: { ...each, name } }));
    if (found.length > 0) return found;
  }
  return [];
};
