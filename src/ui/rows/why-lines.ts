import type { Finding } from '../../diagnosis/finding.js';
import type { SessionState } from '../../engine/session-state.js';
import type { Counterfactual } from '../../ladder/counterfactual.js';
import type { Why } from '../../ladder/why.js';
import { changeEntries, findingDetails, findingHead } from '../../presentation/finding.js';
import { blank, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { wrapEntries } from '../../presentation/wrap.js';
import { rungMark } from './ladder-rows.js';

/**
 * From what was read to the verdict of one rung: findings with evidence and fixes, and what would have to change.
 * @param program the words that start this program
 */
export const whyLines = (session: SessionState, why: Why, width: number, program: string): Line[] => {
  const rung = why.verdict.id;
  const mark = rungMark(session, why.verdict);
  const result = session.results.find((each) => each.rung === rung);
  return [
    [span(`${mark.symbol} ${rung}: ${mark.word}  `, mark.tone), span(why.title)],
    blank,
    ...(result ? [...hanging([span('Last try  ', 'strong')], result.reason, width), blank] : []),
    ...(why.decisive.length > 0
      ? section('Decided by', why.decisive, width, program)
      : [
          ...paragraph(why.verdict.ruledOut === undefined ? 'No problem found.' : `${why.verdict.ruledOut}.`, width),
          blank,
        ]),
    ...(why.verdict.verdict === 'ready' || why.verdict.ruledOut !== undefined
      ? []
      : counterfactualLines(why.counterfactual, width)),
    ...(why.alsoRelevant.length > 0 ? section('Also relevant', why.alsoRelevant, width, program) : []),
  ];
};

const section = (title: string, findings: readonly Finding[], width: number, program: string): Line[] => [
  line(title, 'strong'),
  ...findings.flatMap((finding) => [...findingLines(finding, width, program), blank]),
];

const findingLines = (finding: Finding, width: number, program: string): Line[] => {
  const [mark, ...words] = findingHead(finding, '');
  return [
    ...hanging(mark ? [mark] : [], words.map(({ text }) => text).join(''), width),
    ...wrapEntries(findingDetails(finding, program), width),
  ];
};

/** What would have to change for the rung to be ready. */
const counterfactualLines = (counterfactual: Counterfactual, width: number): Line[] => {
  const { changes } = counterfactual;
  if (changes === null) return [...paragraph('No known change would make it ready here.', width), blank];
  // What decides is about the project alone: nothing of the machine has to change.
  if (changes.length === 0) return [];
  const count = changes.length === 1 ? 'one thing' : `${changes.length} things`;
  return [
    line(`It would be ready if ${count} changed`, 'strong'),
    ...wrapEntries(changeEntries(counterfactual), width),
    blank,
  ];
};
