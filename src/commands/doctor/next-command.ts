import type { Finding } from '../../diagnosis/finding.js';
import type { Examination } from '../../engine/examination.js';
import { shellQuote } from '../../text/shell-quote.js';

/** The one command to type next; `canary` is to be typed on the machine that was examined. Pure. */
export const nextCommand = ({ machine, findings, rungs, recommendation }: Examination): string => {
  const { rung } = recommendation;
  const verdict = rungs.find(({ id }) => id === rung);
  const here = machine.target === 'local';
  const more = `musl-wizard doctor${here ? '' : ` --on ${shellQuote([machine.target])}`} --verbose`;
  if (rung === null || !verdict) return more;
  if (verdict.verdict !== 'fixable') return `musl-wizard canary ${rung}`;
  const decisive = findings.filter(({ id }) => verdict.because.includes(id));
  return here && decisive.some(canBeRun) ? 'musl-wizard doctor --fix' : more;
};

const canBeRun = ({ fixes }: Finding): boolean => fixes.some(({ runnable }) => runnable);
