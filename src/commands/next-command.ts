import type { Finding } from '../diagnosis/finding.js';
import type { Examination } from '../engine/examination.js';

/** The one command to type next. Pure. */
export const nextCommand = ({ machine, findings, rungs, recommendation }: Examination): string => {
  const { rung } = recommendation;
  const verdict = rungs.find(({ id }) => id === rung);
  if (rung === null || !verdict) return 'musl-wizard doctor --verbose';
  if (machine.target !== 'local') {
    return verdict.verdict === 'fixable'
      ? `musl-wizard doctor --on ${machine.target} --verbose`
      : `musl-wizard canary ${rung}    (there)`;
  }
  if (verdict.verdict !== 'fixable') return `musl-wizard canary ${rung}`;
  const decisive = findings.filter(({ id }) => verdict.because.includes(id));
  return decisive.some(canBeRun) ? 'musl-wizard doctor --fix' : 'musl-wizard doctor --verbose';
};

const canBeRun = ({ fixes }: Finding): boolean => fixes.some(({ runnable }) => runnable);
