import { Page } from '../console/page.js';
import { toSend } from '../ladder/to-send.js';
import { sentLine } from '../presentation/finding.js';
import { actorWords, builtWords, outcomeMark } from '../presentation/words.js';
import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { type Model, recipePaths } from './model/model.js';
import { commandAfterSave, hasProject } from './model/next-command.js';

/** A line that is pasted: it stays in one, however long it is. */
interface Pasted {
  readonly pasted: string;
}
const pasted = (text: string): Pasted => ({ pasted: text });

/** What is left in the scrollback when the wizard has ended: plain lines, to be read or pasted. */
export const summary = (model: Model): string => {
  const { session, kept, door, program } = model;
  const tried = session.results.map(
    (result) =>
      `  ${outcomeMark[result.outcome].symbol} ${result.rung}: ${outcomeMark[result.outcome].word}; ${builtWords(result, formatBytes) || result.reason}`,
  );
  const logs = session.results.flatMap(({ logFile }) => (logFile ? [pasted(`  log: ${logFile}`)] : []));
  const fixes = [
    ...session.fixes.map(
      ({ title, outcome }) =>
        `  fix: ${title.replace(/\.$/, '')}: ${outcome.applied ? 'applied' : `not applied; ${outcome.reason}`}`,
    ),
    ...(session.fixes.length > 0 ? [pasted(`  to undo the changes of fixes: ${model.program} undo`)] : []),
  ];
  const { saved } = session;
  const proven = session.results.find(({ outcome }) => outcome === 'passed');
  const lines: readonly (string | Pasted)[] = saved
    ? [
        `musl-wizard: ${saved.setup.rung} is saved for ${saved.setup.project ?? 'this machine'}.`,
        ...tried,
        ...logs,
        ...fixes,
        ...[saved.path, ...recipePaths(model)].map((path) => pasted(`  wrote: ${path}`)),
        ...(hasProject(model) ? [pasted(`  to share it, as files: ${program} recipe --write`)] : []),
        ...(model.building
          ? []
          : [pasted(`Next${hasProject(model) ? '' : ', in the folder of your project'}: ${commandAfterSave(model)}`)]),
      ]
    : door && session.results.length === 0
      ? [
          `musl-wizard: ${door.name}: ${causeOf(model)}`,
          ...fixes,
          pasted(`The whole answer: ${program} explain ${shellQuote([door.path])}`),
        ]
      : [
          kept
            ? `musl-wizard: nothing new was saved; ${kept.rung} is still the saved setup.`
            : 'musl-wizard: nothing was saved.',
          ...tried,
          ...logs,
          ...fixes,
          pasted(
            kept
              ? `Next: ${model.program} build`
              : proven
                ? `Next, to save the working setup: ${model.program} choose --rung ${proven.rung}`
                : `Next, to see what blocks it: ${model.program} doctor`,
          ),
          ...(kept || proven ? [] : lineToSend(model)),
        ];
  const page = new Page(model.size.columns);
  for (const each of lines) {
    const isPasted = typeof each !== 'string';
    const text = isPasted ? each.pasted : each;
    const [head = ''] = /^ *(?:[✓✗-] )?/.exec(text) ?? [];
    const rest = sanitizeLine(text.slice(head.length), 1000);
    if (!isPasted) page.add(head, rest);
    else if (rest.includes(`: ${program} `)) page.line(head + rest, program);
    else page.command(head, rest);
  }
  return page.text;
};

const causeOf = ({ answer }: Model): string => {
  if (!answer?.explanation) return 'not read to its end.';
  const { diagnoses, unknown } = answer.explanation;
  const [root] = diagnoses;
  if (root) return `${root.title} (line ${root.line})`;
  return unknown.length > 0 ? 'something failed, and the cause is unknown.' : 'no failure found.';
};

/** Where nothing can be done from here: what to send, and to whom. */
const lineToSend = ({ session }: Model): readonly (string | Pasted)[] => {
  const { rungs = [], findings = [] } = session.examination ?? {};
  const asked = toSend(findings, rungs);
  const text = asked && sentLine({ title: asked.finding.title, fix: asked.fix });
  return asked && text !== null ? [`To send to ${actorWords(asked.fix)}:`, pasted(text)] : [];
};
