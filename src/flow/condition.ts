/**
 * Conditions in three-valued logic (Kleene): a fact that is not known makes a condition unknown,
 * unless the rest decides it. Every answer comes with the facts that it rests on. Pure.
 */
import type { Finding } from '../diagnosis/finding.js';
import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { Verdict } from '../ladder/verdict.js';
import type { Atom, Condition, FactCondition, Scalar } from './condition-schema.js';
import { factShape } from './fact-shape.js';

/** What a tree can see of a machine. An Examination is one. */
export interface FlowContext {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly rungs: readonly Verdict[];
}

export type Truth = 'yes' | 'no' | 'unknown';

/** One thing that was looked at: what it is, what it was, what was asked of it, and whether it holds. */
export interface ConditionCheck {
  readonly subject: string;
  readonly value: unknown;
  readonly asked: string;
  readonly holds: Truth;
}

export interface Judgement {
  readonly truth: Truth;
  readonly evidence: readonly ConditionCheck[];
}

/** What was answered on a walk, by the ids of the questions. */
export type Answers = Readonly<Record<string, string>>;

/** Whether a condition holds on a machine, after these answers. */
export const evaluate = (condition: Condition, seen: FlowContext, answers: Answers = {}): Judgement => {
  const each = (conditions: readonly Condition[]) => conditions.map((one) => evaluate(one, seen, answers));
  if ('all' in condition) return combine(each(condition.all), 'no', 'yes');
  if ('any' in condition) return combine(each(condition.any), 'yes', 'no');
  if ('not' in condition && typeof condition.not === 'object') {
    const { truth, evidence } = evaluate(condition.not, seen, answers);
    return { truth: opposite(truth), evidence };
  }
  const evidence = judgeAtom(condition as Atom, seen, answers);
  return { truth: evidence.holds, evidence: [evidence] };
};

const opposite = (truth: Truth): Truth => (truth === 'unknown' ? truth : truth === 'yes' ? 'no' : 'yes');

/** `decides` ends it at once; without it, one unknown makes all unknown. */
const combine = (judged: readonly Judgement[], decides: Truth, otherwise: Truth): Judgement => {
  const decisive = judged.find(({ truth }) => truth === decides);
  if (decisive) return decisive;
  const unknown = judged.some(({ truth }) => truth === 'unknown');
  return { truth: unknown ? 'unknown' : otherwise, evidence: judged.flatMap(({ evidence }) => evidence) };
};

const judgeAtom = (atom: Atom, seen: FlowContext, answers: Answers): ConditionCheck => {
  if ('finding' in atom) {
    const { of } = atom;
    const found = seen.findings.some(
      ({ id, rungs }) => id === atom.finding && (of === undefined || rungs.includes(of)),
    );
    return { subject: nameOf(atom), value: found, asked: 'is there', holds: found ? 'yes' : 'no' };
  }
  if ('answer' in atom) {
    const value = Object.hasOwn(answers, atom.answer) ? (answers[atom.answer] ?? null) : null;
    return { subject: `answer ${atom.answer}`, value, asked: `is ${atom.is}`, holds: value === atom.is ? 'yes' : 'no' };
  }
  if ('rung' in atom) {
    const verdict = seen.rungs.find(({ id }) => id === atom.rung)?.verdict ?? 'unknown';
    const holds = verdict === 'unknown' ? verdict : verdict === atom.is ? 'yes' : 'no';
    return { subject: `rung ${atom.rung}`, value: verdict, asked: `is ${atom.is}`, holds };
  }
  const value = factAt(seen.facts, atom.fact) ?? null;
  return { subject: atom.fact, value, asked: asked(atom), holds: compare(atom, value) };
};

const nameOf = ({ finding, of }: Extract<Atom, { finding: string }>): string =>
  `finding ${finding}${of === undefined ? '' : ` of ${of}`}`;

const compare = (atom: FactCondition, value: unknown): Truth => {
  if (atom.known !== undefined) return (value !== null) === atom.known ? 'yes' : 'no';
  if (value === null) return 'unknown';
  return holds(atom, value) ? 'yes' : 'no';
};

const holds = (atom: FactCondition, value: unknown): boolean => {
  if (atom.is !== undefined) return value === atom.is;
  if (atom.not !== undefined) return value !== atom.not;
  if (atom.in !== undefined) return atom.in.includes(value as Scalar);
  if (atom.has !== undefined) return Array.isArray(value) && value.includes(atom.has);
  if (typeof value !== 'number') return false;
  if (atom.lt !== undefined) return value < amount(atom.lt);
  if (atom.lte !== undefined) return value <= amount(atom.lte);
  if (atom.gt !== undefined) return value > amount(atom.gt);
  if (atom.gte !== undefined) return value >= amount(atom.gte);
  return false;
};

const units: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** A bound as a number: `2GiB` is 2147483648. */
export const amount = (bound: number | string): number => {
  if (typeof bound === 'number') return bound;
  const unit = bound.slice(-3);
  return Number.parseFloat(bound) * (units[unit] ?? 1);
};

/** The operator and its value, as text: `is running`, `lt 2GiB`. */
const asked = (atom: FactCondition): string => {
  if (atom.known !== undefined) return atom.known ? 'is there' : 'is not there';
  const [operator = '', value] = Object.entries(atom).find(([key]) => key !== 'fact') ?? [];
  return `${operator} ${Array.isArray(value) ? value.join(', ') : String(value)}`;
};

/** A condition as a line for people. */
export const describeCondition = (condition: Condition): string => {
  if ('all' in condition) return condition.all.map(describeCondition).join(' and ');
  if ('any' in condition) return `(${condition.any.map(describeCondition).join(' or ')})`;
  if ('finding' in condition) return nameOf(condition);
  if ('answer' in condition) return `${condition.answer} is answered ${condition.is}`;
  if ('rung' in condition) return `${condition.rung} is ${condition.is}`;
  if ('fact' in condition) return `${condition.fact} ${asked(condition)}`;
  return `not ${describeCondition(condition.not)}`;
};

/** All single questions of a condition. */
export const atoms = (condition: Condition): readonly Atom[] => {
  if ('all' in condition) return condition.all.flatMap(atoms);
  if ('any' in condition) return condition.any.flatMap(atoms);
  if ('not' in condition && typeof condition.not === 'object') return atoms(condition.not);
  return [condition as Atom];
};

/** Whether a condition can be unknown on some machine, as far as its facts go one by one. */
export const canBeUnknown = (condition: Condition): boolean =>
  atoms(condition).some((atom) => {
    if ('finding' in atom || 'answer' in atom) return false;
    if ('rung' in atom) return true;
    return atom.known === undefined && factShape(atom.fact)?.nullable !== false;
  });
