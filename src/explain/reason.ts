import type { Diagnosis } from './diagnosis.js';
import type { Hit, Sighting } from './findings.js';
import { asFix } from './fixes-here.js';
import { excerptOf } from './normal-line.js';
import type { Cause } from './signature.js';
import { suspicion } from './suspicion.js';

/** Below this a signature is a hint: it comes first only where nothing better is known. */
const sure = 0.6;

interface Suspect {
  readonly cause: Cause;
  readonly confidence: number;
  readonly hit: Hit;
  /** Whether it was only warned of. */
  readonly isRemark: boolean;
}

/** A known cause as reported for one place of a log or file. */
export const diagnosisOf = (cause: Cause, at: Hit, confidence: number, root: boolean): Diagnosis => ({
  cause: cause.id,
  root,
  confidence,
  line: at.line,
  excerpt: excerptOf(at.text),
  title: cause.title,
  why: cause.why,
  fixes: cause.fixes.map(asFix),
  links: cause.links ?? [],
});

/** Causes that go away when one of these is fixed: everything that can be reached by leadsTo. */
const consequences = (id: string, causes: ReadonlyMap<string, Cause>): ReadonlySet<string> => {
  const reached = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const follower of causes.get(next)?.leadsTo ?? []) {
      if (reached.has(follower)) continue;
      reached.add(follower);
      open.push(follower);
    }
  }
  return reached;
};

/** Causes whose confidence differs by more than this are not equally likely. */
const near = 0.15;

/**
 * Ids of the causes that are as good an answer as the first diagnosis: of its class in the order of likelihood, hardly
 * less sure, and neither leads to the other. Empty where the first stands alone. Pure.
 */
export const rivalsOf = (
  [first, ...others]: readonly Diagnosis[],
  causes: ReadonlyMap<string, Cause>,
): readonly string[] => {
  if (first === undefined) return [];
  const orderOf = ({ cause }: Diagnosis) => causes.get(cause)?.order;
  const leads = (a: Diagnosis, b: Diagnosis) => consequences(a.cause, causes).has(b.cause);
  const rivals = others.filter(
    (other) =>
      orderOf(other) === orderOf(first) &&
      other.confidence >= first.confidence - near &&
      !leads(first, other) &&
      !leads(other, first),
  );
  return rivals.length === 0 ? [] : [first.cause, ...rivals.map(({ cause }) => cause)];
};

/** What a line remarks only perhaps is not reported beside a surer reading of that line. */
const givesWay = (remark: Suspect, other: Suspect): boolean =>
  remark.cause.order === 'notice' &&
  remark.confidence < sure &&
  other.confidence > remark.confidence &&
  other.hit.line === remark.hit.line;

const suspects = (sightings: readonly Sighting[]): Suspect[] => {
  const byCause = new Map<string, Suspect>();
  for (const { probe, first, remarkedAt } of sightings) {
    if (probe.cause === null) continue;
    const known = byCause.get(probe.cause.id);
    const better = known === undefined || probe.confidence > known.confidence;
    const earlier = known !== undefined && probe.confidence === known.confidence && first.line < known.hit.line;
    const isRemark = remarkedAt !== null && (known?.isRemark ?? true);
    const shown = better || earlier ? { confidence: probe.confidence, hit: first } : known;
    byCause.set(probe.cause.id, { cause: probe.cause, confidence: shown.confidence, hit: shown.hit, isRemark });
  }
  const all = [...byCause.values()];
  return all.filter((suspect) => !all.some((other) => givesWay(suspect, other)));
};

const rank = ({ cause, confidence, isRemark }: Suspect) => {
  const tier = confidence < sure ? 2 : Number(isRemark);
  return suspicion.indexOf(cause.order) + tier * suspicion.length;
};

/**
 * What was seen of each cause, as diagnoses: the root cause first. A cause to which another one
 * leads comes after it; of independent causes the one that stands earlier in the order of
 * suspicion comes first, then the surer, then the earlier in the log. What is only warned of comes
 * after what is reported, and hints after both.
 */
export const rankCauses = (
  sightings: readonly Sighting[],
  causes: ReadonlyMap<string, Cause>,
): readonly Diagnosis[] => {
  const found = suspects(sightings);
  const followers = new Map(found.map(({ cause }) => [cause.id, consequences(cause.id, causes)]));
  const leads = (a: Suspect, b: Suspect) => followers.get(a.cause.id)?.has(b.cause.id) ?? false;
  // Two causes may lead to one another through others; then neither follows from the other.
  const explains = (a: Suspect, b: Suspect) =>
    leads(a, b) && !leads(b, a) && (a.confidence >= sure || b.confidence < sure);
  const depth = (suspect: Suspect) => found.filter((other) => explains(other, suspect)).length;
  const ordered = found
    .map((suspect) => ({ suspect, depth: depth(suspect), rank: rank(suspect) }))
    .sort(
      (a, b) =>
        Math.min(a.depth, 1) - Math.min(b.depth, 1) ||
        a.rank - b.rank ||
        a.depth - b.depth ||
        b.suspect.confidence - a.suspect.confidence ||
        a.suspect.hit.line - b.suspect.hit.line ||
        (a.suspect.cause.id < b.suspect.cause.id ? -1 : 1),
    );
  return ordered.map(({ suspect }, index) => diagnosisOf(suspect.cause, suspect.hit, suspect.confidence, index === 0));
};
