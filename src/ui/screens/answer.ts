import type { SessionState } from '../../engine/session-state.js';
import type { Diagnosis } from '../../explain/diagnosis.js';
import { diagnosisEntries, linkEntries } from '../../presentation/finding.js';
import { blank, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { wrapEntries } from '../../presentation/wrap.js';
import { fixChoices } from '../model/answers.js';
import { back, fix, go, log, retry } from '../model/binding.js';
import { openFix } from '../model/fixes.js';
import type { Layout } from '../model/layout.js';
import { openLog } from '../model/log.js';
import type { Model } from '../model/model.js';
import { next } from '../model/next.js';
import { proseWidth, reading } from './parts.js';
import type { Screen } from './screen.js';

/** What explains the failure in a log: the root cause with its line and its fixes, then what else there is. */
export const answerScreen: Screen = {
  title: ({ answer }) => `Cause: ${answer?.log.name ?? ''}`,
  keys: (model) => [
    ...(fixChoices(model).length > 0 ? [go('fixes', 'Show the fixes; nothing runs before you have seen it')] : []),
    back,
    ...(fixChoices(model).length > 0 ? [fix] : []),
    ...(model.answer ? [log, retry('Read the log again')] : []),
  ],
  act: (model, intent) => {
    const { answer } = model;
    if (!answer) return null;
    if (intent === 'go') return openFix(model);
    if (intent === 'log') return openLog(model, answer.log.path, answer.explanation?.diagnoses[0]);
    if (intent !== 'retry') return null;
    return next(
      { ...model, scroll: 0, answer: { ...answer, explanation: null } },
      { type: 'explain-log', log: answer.log },
    );
  },
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => reading(model, layout, text(model, layout)),
};

/** The fixes of a cause that were carried out: the log stays as it was, so that only another build shows whether one helped. */
const doneLines = (session: SessionState, root: Diagnosis | undefined, width: number): readonly Line[] => {
  const done = session.fixes.filter(
    ({ title, outcome }) => outcome.applied && root?.fixes.some((fix) => fix.title === title),
  );
  if (done.length === 0) return [];
  return [
    ...done.flatMap(({ title }) => hanging([span('✓ ', 'good')], `Done: ${title}`, width)),
    ...paragraph('Now run the build again. If it still fails, open its new log here.', width, 'strong'),
    blank,
  ];
};

const text = ({ answer, program, session }: Model, layout: Layout): readonly Line[] => {
  if (!answer?.explanation) return [line('Reading the log...', 'quiet')];
  const width = proseWidth(layout);
  const { diagnoses, unknown, lines, skimmedBytes, leftOut } = answer.explanation;
  const [root, ...others] = diagnoses;
  const partly = skimmedBytes !== undefined || leftOut !== undefined;
  return [
    ...(root && session.examination === null
      ? [line('Scanning this machine: which of the fixes can run here is not known yet.', 'quiet'), blank]
      : []),
    ...doneLines(session, root, width),
    ...(root ? [...wrapEntries([...diagnosisEntries(root, program), ...linkEntries(root.links)], width), blank] : []),
    ...(others.length > 0 ? [line('Other errors in the log', 'quiet')] : []),
    ...others.slice(0, 8).flatMap((other) => hanging([span(`  line ${other.line}: `, 'quiet')], other.title, width)),
    ...(root === undefined && unknown.length === 0
      ? paragraph(`No known failure and nothing that looks like an error (${lines} lines read).`, width)
      : []),
    ...(unknown.length > 0 && (root === undefined || root.general)
      ? [
          line(
            root
              ? 'Lines that look like errors'
              : 'Something failed, but the cause is unknown. These lines look like errors:',
            'strong',
          ),
          ...unknown.flatMap(({ line: at, excerpt }) => hanging([span(`  ${at}: `, 'quiet')], excerpt, width)),
        ]
      : []),
    ...(partly ? [blank, line('Parts of the log were not searched; musl-wizard explain says how much.', 'quiet')] : []),
  ];
};
