import { type ByteSource, latin1, readRange } from './byte-source.js';
import { parseElfHeader } from './elf-header.js';
import { type Section, SectionTable, sectionType } from './section-headers.js';

/** Why two builds of one program differ in a section. */
export type DifferenceCause = 'path' | 'date' | 'order' | 'number' | 'build-id' | 'content';

/** A section in which two builds of one program differ. */
export interface Difference {
  /** Null: the files differ outside of all sections, or have none. */
  readonly section: string | null;
  readonly cause: DifferenceCause;
  /** What differs, in a few words, with what the file has there. */
  readonly detail: string;
}

/** So much of a section is looked at for its cause; whether it differs is known of all of it. */
const maxLooked = 16 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/**
 * Where and why two builds of one program differ; empty if and only if all bytes are the same. What explains most comes
 * first: a path of another length moves all that stands behind it. Pure.
 * @param folder what the folders of builds are called, of which each build has another
 */
export const differencesOf = (first: ByteSource, second: ByteSource, folder: RegExp): Difference[] => {
  if (first.size === second.size && firstDifference(first, 0, second, 0, first.size) === null) return [];
  const [ours, theirs] = [sectionsOf(first), sectionsOf(second)];
  const differences: Difference[] = [];
  for (const [name, section] of ours) {
    const other = theirs.get(name);
    if (other === undefined) {
      differences.push({ section: name, cause: 'content', detail: 'only the first build has it' });
      continue;
    }
    if (section.type === sectionType.nobits || other.type === sectionType.nobits) continue;
    const at = firstDifference(first, section.offset, second, other.offset, Math.min(section.size, other.size));
    if (at === null && section.size === other.size) continue;
    const [text, otherText] = [textOf(first, section), textOf(second, other)];
    differences.push({
      section: name,
      ...causeOf(name, text, otherText, folder, at ?? Math.min(section.size, other.size)),
    });
  }
  for (const name of theirs.keys())
    if (!ours.has(name)) differences.push({ section: name, cause: 'content', detail: 'only the second build has it' });
  if (differences.length === 0)
    differences.push({
      section: null,
      cause: 'content',
      detail: 'bytes outside of all sections, or a file without any',
    });
  return differences.sort((a, b) => causes.indexOf(a.cause) - causes.indexOf(b.cause));
};

const causes: readonly DifferenceCause[] = ['path', 'date', 'order', 'number', 'content', 'build-id'];

/** By name; of those with the same name each gets its place, too. */
const sectionsOf = (source: ByteSource): ReadonlyMap<string, Section> => {
  const header = parseElfHeader(source);
  const found = new Map<string, Section>();
  if (typeof header === 'string') return found;
  for (const section of new SectionTable(source, header)) {
    if (section.type === 0) continue;
    let name = section.name;
    for (let nth = 2; found.has(name); nth += 1) name = `${section.name} (${nth})`;
    found.set(name, section);
  }
  return found;
};

/** Where two stretches begin to differ, from their start; null where they do not. */
const firstDifference = (
  first: ByteSource,
  at: number,
  second: ByteSource,
  otherAt: number,
  size: number,
): number | null => {
  for (let done = 0; done < size; ) {
    const one = readRange(first, at + done, size - done, pieceBytes);
    const other = readRange(second, otherAt + done, size - done, pieceBytes);
    const length = Math.min(one.length, other.length);
    if (length === 0) return one.length === other.length ? null : done;
    if (Buffer.compare(one.subarray(0, length), other.subarray(0, length)) !== 0) {
      return done + one.findIndex((byte, index) => byte !== other[index]);
    }
    done += length;
  }
  return null;
};

const textOf = (source: ByteSource, { offset, size }: Section): string => {
  const pieces: string[] = [];
  for (let at = 0; at < Math.min(size, maxLooked); ) {
    const piece = readRange(source, offset + at, Math.min(size, maxLooked) - at);
    if (piece.length === 0) break;
    pieces.push(latin1(piece));
    at += piece.length;
  }
  return pieces.join('');
};

/** The strings that one text has more often than another. */
const onlyIn = (strings: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return strings.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
};

/** As compilers (__DATE__, __TIME__), date(1) and ISO 8601 write them. */
const date =
  /(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d(?: \d{4})?|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\b1[6-9]\d{8}\b/g;
const number = /[0-9a-f]{4,}|\d+/g;

const causeOf = (
  section: string,
  text: string,
  otherText: string,
  folder: RegExp,
  at: number,
): Omit<Difference, 'section'> => {
  if (section === '.note.gnu.build-id')
    return { cause: 'build-id', detail: 'a hash of the rest, so it follows from it' };
  const [strings, others] = [text.match(/[ -~]{4,}/g) ?? [], otherText.match(/[ -~]{4,}/g) ?? []];
  const [only, onlyOther] = [onlyIn(strings, others), onlyIn(others, strings)];
  const path = only.find((each) => folder.test(each));
  if (path !== undefined) return { cause: 'path', detail: `"${shown(path)}"` };
  /** The first pair that is the same but for what a pattern finds. */
  const pair = (pattern: RegExp): string | null => {
    const masked = new Map(onlyOther.map((each) => [each.replace(pattern, '\0'), each]));
    for (const each of only) {
      const mask = each.replace(pattern, '\0');
      const other = mask.includes('\0') ? masked.get(mask) : undefined;
      if (other !== undefined) return `"${shown(each)}" and "${shown(other)}"`;
    }
    return null;
  };
  const dates = pair(date);
  if (dates !== null) return { cause: 'date', detail: dates };
  if (
    only.length === 0 &&
    onlyOther.length === 0 &&
    strings.length > 1 &&
    strings.some((each, n) => each !== others[n])
  )
    return {
      cause: 'order',
      detail: `the same texts in another order, from "${shown(strings.find((each, n) => each !== others[n]) ?? '')}" on`,
    };
  const numbers = pair(number);
  if (numbers !== null) return { cause: 'number', detail: numbers };
  return { cause: 'content', detail: `from byte ${at} of ${text.length} on` };
};

const shown = (text: string): string => (text.length > 100 ? `…${text.slice(-100)}` : text);
