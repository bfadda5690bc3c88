/** From a log to its causes: reads text of any size and encoding, gives diagnoses, root cause first. */

import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { Facts } from '../facts/facts.js';
import { aroundOf } from './around.js';
import type { Catalogue } from './catalogue.js';
import type { Diagnosis, Explanation } from './diagnosis.js';
import { isGzip, sniffEncoding, transcoder } from './encoding.js';
import { withChainsJoined } from './error-chain.js';
import { escapeFilter } from './escape-filter.js';
import type { Scan, Sighting } from './findings.js';
import { fixesForLog, fixesOfMissing } from './fixes-for-log.js';
import { asFix, fixesHere, type LogOrigin, namedFixes } from './fixes-here.js';
import { likelyErrors } from './likely-errors.js';
import { missedSightings } from './missed.js';
import { excerptOf } from './normal-line.js';
import { pointedSightings } from './pointed.js';
import { rankCauses, rivalsOf } from './reason.js';
import { Scanner } from './scanner.js';
import { shippedCatalogue } from './shipped.js';
import { endsWellAt } from './success.js';
import { unwrapped } from './unwrap.js';
import { weigh } from './weigh.js';

export interface ExplainOptions {
  /** What is known of the machine that the log comes from. */
  readonly facts?: Facts | null;
  /** Where the log was written, seen from where its fixes would be run; `elsewhere` when absent. */
  readonly place?: LogOrigin;
  readonly catalogue?: Catalogue;
  /** Tell also of warnings that the build went on from; without it only those of a log that ends in a failure count. */
  readonly remarks?: boolean;
  /** When it aborts, what is left of the log is only counted, but for its end. */
  readonly enough?: AbortSignal;
}

/** A log no larger than this is read a second time with its wrapped lines joined when the first reading found nothing. */
const rereadBytes = 256 * 1024;
/** A compressed log given at once may not unfold beyond this. */
const maxInflated = 512 * 1024 * 1024;

/** Chunks of a log through decoding and filtering into a scanner. */
class Intake {
  readonly #scanner: Scanner;
  #decode: ((chunk: Uint8Array, last: boolean) => Uint8Array) | undefined;
  readonly #filter = escapeFilter();
  readonly #kept: Uint8Array[] = [];
  #keptBytes = 0;
  bytes = 0;

  constructor(catalogue: Catalogue) {
    this.#scanner = new Scanner(catalogue);
  }

  skim(): void {
    this.#scanner.skim();
  }

  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#decode ??= transcoder(sniffEncoding(chunk));
    this.#take(this.#filter(this.#decode(chunk, false), false));
  }

  end(): { scan: Scan; text: string | null } {
    const rest = this.#decode?.(new Uint8Array(0), true) ?? new Uint8Array(0);
    this.#take(this.#filter(rest, true));
    const whole = this.#keptBytes <= rereadBytes;
    return { scan: this.#scanner.end(), text: whole ? Buffer.concat(this.#kept).toString('utf8') : null };
  }

  #take(text: Uint8Array): void {
    this.#scanner.push(text);
    this.#keptBytes += text.length;
    if (this.#keptBytes <= rereadBytes) this.#kept.push(Uint8Array.from(text));
    else this.#kept.length = 0;
  }
}

const scanText = (text: string, catalogue: Catalogue): Scan => {
  const scanner = new Scanner(catalogue);
  scanner.push(Buffer.from(text));
  return scanner.end();
};

/**
 * Of a log that does not end in a failure: what was found without the warnings that the build went on from. A log
 * whose last line is a warning was kept for it.
 */
const withoutPassedRemarks = ({ sightings, tail }: Scan): readonly Sighting[] => {
  const last = tail.findLast(({ text }) => text.trim() !== '')?.line ?? 0;
  return sightings.filter(({ remarkedAt }) => remarkedAt === null || remarkedAt >= last);
};

/** Of a log that ends in a failure: what was got round is not what it failed for. */
const withoutFallbacks = (sightings: readonly Sighting[]): readonly Sighting[] =>
  sightings.filter(({ fellBack }) => !fellBack);

/** What success does not invalidate: what was found after it, and what shows only when the program runs elsewhere. */
const isLeftAfter = ({ first, probe }: Sighting, success: number): boolean =>
  first.line > success || probe.cause?.order === 'notice';

const conclude = (
  intake: Intake,
  catalogue: Catalogue,
  { facts = null, place = 'elsewhere', remarks = false }: ExplainOptions,
): Explanation => {
  const { scan, text } = intake.end();
  const wellAt = endsWellAt(scan.tail);
  const failures = wellAt === null ? likelyErrors(scan, catalogue) : [];
  let sightings = remarks || failures.length > 0 ? scan.sightings : withoutPassedRemarks(scan);
  if (failures.length > 0) sightings = withoutFallbacks(sightings);
  if (wellAt !== null) sightings = sightings.filter((each) => isLeftAfter(each, wellAt));
  let diagnoses = rankCauses(sightings, catalogue.causes);
  let errors = diagnoses.length > 0 ? [] : failures;
  if (errors.length > 0 && text !== null) {
    for (const joined of [withChainsJoined(text) ?? [], unwrapped(text)].flat()) {
      if (diagnoses.length > 0) break;
      sightings = withoutFallbacks(scanText(joined, catalogue).sightings);
      diagnoses = rankCauses(sightings, catalogue.causes);
    }
  }
  const [pointed] = diagnoses.length > 0 ? [] : errors;
  if (pointed !== undefined) {
    sightings = missedSightings(pointed, scan, (line) => scanText(line, catalogue).sightings);
    diagnoses = rankCauses(sightings, catalogue.causes);
  }
  if (diagnoses.length > 0) errors = [];
  else if (pointed !== undefined) {
    sightings = pointedSightings(pointed, scan, catalogue);
    diagnoses = rankCauses(sightings, catalogue.causes).map((each) => ({ ...each, general: true }));
  }
  const shown = text ?? scan.tail.map((hit) => hit.text).join('\n');
  const hitOf = ({ cause, line }: Diagnosis) =>
    sightings.find(({ probe, first }) => probe.cause?.id === cause && first.line === line)?.first;
  const fixesOf = (diagnosis: Diagnosis) => {
    const { cause } = diagnosis;
    const name = hitOf(diagnosis)?.name;
    const general = () => namedFixes(catalogue.causes.get(cause)?.fixes ?? [], name);
    const fixes =
      cause === 'missing-static-lib' && name !== undefined ? fixesOfMissing(name, shown, general) : general();
    return facts === null ? fixesForLog(fixes, shown) : fixes;
  };
  const weighed = facts === null ? diagnoses : weigh(diagnoses, facts, place);
  const rivals = rivalsOf(weighed, catalogue.causes);
  return {
    bytes: intake.bytes,
    lines: scan.lines,
    diagnoses: weighed.map((diagnosis, at) => ({
      ...diagnosis,
      ...(at === 0 && aroundOf(diagnosis.line, hitOf(diagnosis)?.around ?? scan.tail)),
      fixes: facts === null ? fixesOf(diagnosis).map(asFix) : fixesHere(fixesOf(diagnosis), facts, place),
    })),
    ...(scan.leftOut > 0 && { leftOut: scan.leftOut }),
    ...(scan.skimmed > 0 && { skimmedBytes: scan.skimmed }),
    ...(rivals.length > 0 && { oneOf: rivals }),
    unknown: errors.map((hit) => ({ line: hit.line, excerpt: excerptOf(hit.text) })),
  };
};

/**
 * Explains a log that is in memory. Bytes may be UTF-8, UTF-16 or gzip.
 * Throws the error of zlib for a damaged gzip file.
 */
export const explainText = (log: string | Uint8Array, options: ExplainOptions = {}): Explanation => {
  const catalogue = options.catalogue ?? shippedCatalogue();
  const intake = new Intake(catalogue);
  const bytes = typeof log === 'string' ? Buffer.from(log) : log;
  intake.push(isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: maxInflated }) : bytes);
  return conclude(intake, catalogue, options);
};

/** For who takes a piece only after the next has taken its place. */
async function* copied(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Uint8Array.from(piece);
}

/** The stream with at least two bytes in its first chunk, and whether these begin a gzip member. */
async function* joinedHead(log: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0);
  for await (const part of log) {
    const chunk: Uint8Array = typeof part === 'string' ? Buffer.from(part) : part;
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < 64) continue;
    yield head;
    head = null;
  }
  if (head !== null && head.length > 0) yield head;
}

/**
 * Explains a log as it comes, in constant memory whatever its size. A piece is read before the next is asked for.
 * Rejects with the error of the stream, or of zlib for a damaged gzip file.
 */
export const explainStream = async (
  log: AsyncIterable<Uint8Array | string>,
  options: ExplainOptions = {},
): Promise<Explanation> => {
  const catalogue = options.catalogue ?? shippedCatalogue();
  const intake = new Intake(catalogue);
  const chunks = joinedHead(log)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done !== true) {
    const all = (async function* () {
      yield first.value;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    })();
    const plain: AsyncIterable<Uint8Array> = isGzip(first.value)
      ? Readable.from(copied(all)).pipe(createGunzip())
      : all;
    for await (const chunk of plain) {
      if (options.enough?.aborted) intake.skim();
      intake.push(chunk);
    }
  }
  return conclude(intake, catalogue, options);
};
