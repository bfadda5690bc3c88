import { sentLine } from '../presentation/finding.js';
import { actorWords, builtWords, outcomeMark } from '../presentation/words.js';
import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { type Model, recipePaths } from './model/model.js';
import { commandAfterSave, hasProject } from './model/next-command.js';

/** What is left in the scrollback when the wizard has ended: plain lines, to be read or pasted. */
export const summary = (model: Model): string => {
  const { session, kept, door, program } = model;
  const tried = session.results.map(
    (result) =>
      `  ${outcomeMark[result.outcome].symbol} ${result.rung}: ${outcomeMark[result.outcome].word}; ${builtWords(result, formatBytes) || result.reason}`,
  );
  const logs = session.results.flatMap(({ logFile }) => (logFile ? [`  log: ${logFile}`] : []));
  const fixes = [
    ...session.fixes.map(
      ({ title, outcome }) => `  fix: ${title}: ${outcome.applied ? 'applied' : `not applied; ${outcome.reason}`}`,
    ),
    ...(session.fixes.length > 0 ? [`  to undo the changes of fixes: ${model.program} undo`] : []),
  ];
  const { saved } = session;
  const proven = session.results.find(({ outcome }) => outcome === 'passed');
  const lines = saved
    ? [
        `musl-wizard: ${saved.setup.rung} is saved for ${saved.setup.project ?? 'this machine'}.`,
        ...tried,
        ...logs,
        ...fixes,
        ...[saved.path, ...recipePaths(model)].map((path) => `  wrote: ${path}`),
        ...(model.building
          ? []
          : [`Next${hasProject(model) ? '' : ', in the folder of your project'}: ${commandAfterSave(model)}`]),
      ]
    : door && session.results.length === 0
      ? [
          `musl-wizard: ${door.name}: ${causeOf(model)}`,
          ...fixes,
          `The whole answer: ${program} explain ${shellQuote([door.path])}`,
        ]
      : [
          kept
            ? `musl-wizard: nothing new was saved; ${kept.rung} is still the saved setup.`
            : 'musl-wizard: nothing was saved.',
          ...tried,
          ...logs,
          ...fixes,
          kept
            ? `Next: ${model.program} build`
            : proven
              ? `Next, to save the working setup: ${model.program} choose --rung ${proven.rung}`
              : `Next, to see what blocks it: ${model.program} doctor`,
          ...(kept || proven ? [] : lineToSend(model)),
        ];
  return `${lines.map((text) => sanitizeLine(text, 1000).replace(/^(?=[✓✗-] |log: |fix: |to undo |wrote: )/, '  ')).join('\n')}\n`;
};

const causeOf = ({ answer }: Model): string => {
  if (!answer?.explanation) return 'not read to its end.';
  const { diagnoses, unknown } = answer.explanation;
  const [root] = diagnoses;
  if (root) return `${root.title} (line ${root.line})`;
  return unknown.length > 0 ? 'something failed, and the cause is unknown.' : 'no failure found.';
};

/** Where nothing can be done from here: what to send, and to whom. */
const lineToSend = ({ session }: Model): readonly string[] => {
  const { rungs = [], findings = [] } = session.examination ?? {};
  if (rungs.some(({ verdict }) => verdict !== 'impossible')) return [];
  for (const { title, fixes } of findings.filter(({ severity }) => severity === 'blocker'))
    for (const fix of fixes) {
      const text = sentLine({ title, fix });
      if (text !== null) return [`To send to ${actorWords(fix)}:`, text];
    }
  return [];
};
