/** Ways to one goal side by side: which work on a machine, which after one step, which cannot, and by which facts. */
import { type Answers, type ConditionCheck, evaluate, type FlowContext } from './condition.js';
import type { Compare, Way } from './schema.js';
import { fill } from './template.js';

type Fit = 'works' | 'unknown' | 'step' | 'cannot';

export interface JudgedWay {
  readonly id: string;
  readonly title: string;
  readonly fit: Fit;
  /** What decided it, in words; null where nothing blocks it. */
  readonly because: string | null;
  /** What to do first, where one step is missing. */
  readonly step: string | null;
  readonly evidence: readonly ConditionCheck[];
}

/** How a way fits: all that it needs holds; one thing is missing that a step brings; or it cannot. Pure. */
const judge = (id: string, { title, needs }: Way, seen: FlowContext, answers: Answers): JudgedWay => {
  const judged = needs.map((need) => ({ ...need, ...evaluate(need.if, seen, answers) }));
  const missing = judged.filter(({ truth }) => truth === 'no');
  const open = judged.filter(({ truth }) => truth === 'unknown');
  const [first] =
    missing.length > 0
      ? [...missing].sort((a, b) => Number(a.step !== undefined) - Number(b.step !== undefined))
      : open;
  const step = missing.length === 1 ? (first?.step ?? null) : null;
  const fit = missing.length > 0 ? (step === null ? 'cannot' : 'step') : open.length > 0 ? 'unknown' : 'works';
  return {
    id,
    title,
    fit,
    because: first ? fill(first.else, seen.facts) : null,
    step,
    evidence: (first ? [first] : judged).flatMap(({ evidence }) => evidence),
  };
};

/** All ways, in the order of the tree. Pure. */
export const judgeWays = ({ ways }: Compare, seen: FlowContext, answers: Answers): readonly JudgedWay[] =>
  Object.entries(ways).map(([id, way]) => judge(id, way, seen, answers));

/** The way to take: the preferred one unless it cannot; else the first that works, may work, or works after a step. */
export const bestWay = (ways: readonly JudgedWay[], preferred: string | undefined): JudgedWay | null => {
  const wanted = ways.find(({ id, fit }) => id === preferred && fit !== 'cannot');
  const first = (fit: Fit) => ways.find((way) => way.fit === fit);
  return wanted ?? first('works') ?? first('unknown') ?? first('step') ?? null;
};

const words: Readonly<Record<Fit, string>> = {
  works: 'works here',
  unknown: 'may work',
  step: 'after one step',
  cannot: 'cannot',
};

/** The comparison as text, a line a way, the best one marked. */
export const tableOf = (heading: string, ways: readonly JudgedWay[], best: JudgedWay | null): string => {
  const width = Math.max(...ways.map(({ title }) => title.length));
  const lines = ways.map((way) => {
    const why = [way.because, way.step].filter((part) => part !== null).join(' ');
    return `${way === best ? '→' : ' '} ${way.title.padEnd(width)}  ${words[way.fit].padEnd(14)}  ${why}`.trimEnd();
  });
  return [heading, ...lines].join('\n');
};
