import type { Finding } from '../../diagnosis/finding.js';
import type { WalkState } from '../../engine/walk.js';
import type { Counterfactual } from '../../ladder/counterfactual.js';
import type { Why } from '../../ladder/why.js';
import { blank, commandRows, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { actorWords, severityMark } from '../../presentation/words.js';
import { asCalled } from '../../text/as-called.js';
import { rungMark } from './ladder-rows.js';

/**
 * From what was read to the verdict of one rung: findings with evidence and fixes, and what would have to be otherwise.
 * @param program the words that start this program
 */
export const whyLines = (walk: WalkState, why: Why, width: number, program: string): Line[] => {
  const rung = why.verdict.id;
  const mark = rungMark(walk, why.verdict);
  const result = walk.results.find((each) => each.rung === rung);
  return [
    [span(`${mark.symbol} ${rung}: ${mark.word}  `, mark.tone), span(why.title)],
    blank,
    ...(result ? [...hanging([span('A try showed  ', 'strong')], result.reason, width), blank] : []),
    ...(why.decisive.length > 0
      ? section('What decided it', why.decisive, width, program)
      : [...paragraph('Nothing that was read stands against it.', width), blank]),
    ...(why.verdict.verdict === 'ready' ? [] : counterfactualLines(why.counterfactual, width)),
    ...(why.besides.length > 0 ? section('What else concerns it', why.besides, width, program) : []),
  ];
};

const section = (title: string, findings: readonly Finding[], width: number, program: string): Line[] => [
  line(title, 'strong'),
  ...findings.flatMap((finding) => [...findingLines(finding, width, program), blank]),
];

const findingLines = (finding: Finding, width: number, program: string): Line[] => {
  const mark = severityMark[finding.severity];
  return [
    ...hanging([span(`${mark.symbol} `, mark.tone)], finding.title, width),
    ...finding.evidence.flatMap((text) => hanging([span('  seen  ', 'quiet')], text, width)),
    ...finding.fixes.flatMap((fix) => [
      ...hanging([span('  fix   ', 'good')], fix.title, width),
      ...fix.commands.flatMap((command) => commandRows(asCalled(command, program), width, 8)),
    ]),
    ...finding.links.flatMap((link) => hanging([span('  read  ', 'quiet')], link.url, width, 'quiet')),
  ];
};

/** What would have to be otherwise for the rung to be ready. */
const counterfactualLines = ({ changes }: Counterfactual, width: number): Line[] => {
  if (changes === null) return [...paragraph('No change is known that would make it ready here.', width), blank];
  return [
    line(
      changes.length === 1
        ? 'It would be ready if one thing changed'
        : `It would be ready if ${changes.length} things changed`,
      'strong',
    ),
    ...changes.flatMap(({ path, from, to, who }) => [
      ...hanging([span('→ ')], `${path} were ${shown(to)} (it is ${shown(from)})`, width),
      ...hanging([span('  who   ', 'quiet')], actorWords({ who, needsRoot: false }), width),
    ]),
    blank,
  ];
};

const shown = (value: unknown): string =>
  value === null ? 'not known' : typeof value === 'string' ? value : JSON.stringify(value);
