import { blank, line, paragraph, span } from '../../presentation/line.js';
import { Choice } from '../components/choice.js';
import { Rows } from '../components/rows.js';
import { runAnswers } from '../model/answers.js';
import { layoutOf } from '../model/layout.js';
import type { Model, Overlay } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { TextScreen } from './text.js';

/** A question with two answers; the one that changes nothing stands first. */
export const Confirm = ({
  model,
  ask,
}: {
  readonly model: Model;
  readonly ask: Extract<Overlay, { kind: 'confirm' }>;
}) => {
  const layout = layoutOf(model.size);
  if (!layout) return null;
  const question = paragraph(ask.question, layout.width, 'strong').slice(0, 3);
  const items = [
    { key: 'no', line: line(ask.no) },
    { key: 'yes', line: line(ask.yes) },
  ];
  return (
    <>
      <Rows lines={[...question, blank]} height={question.length + 1} />
      <Choice items={items} cursor={cursorAt(model, 'confirm')} height={2} />
    </>
  );
};

/** The commands of a fix, and below them whether to run them. */
const RunFix = ({ model }: { readonly model: Model }) => {
  const answers = runAnswers(model);
  if (answers.length === 0) return <TextScreen model={model} />;
  return (
    <>
      <TextScreen model={model} />
      <Rows lines={[blank]} height={1} />
      <Choice
        items={answers.map(({ key, label }) => ({ key, line: line(label) }))}
        cursor={cursorAt(model, 'run')}
        height={answers.length}
      />
    </>
  );
};

/** The fixes to choose from, or the one chosen with its commands. */
export const Fixes = ({
  model,
  fixes,
}: {
  readonly model: Model;
  readonly fixes: Extract<Overlay, { kind: 'fix' }>;
}) => {
  const layout = layoutOf(model.size);
  if (!layout) return null;
  if (fixes.chosen) return <RunFix model={model} />;
  const items = fixes.choices.map(({ key, title, fix }) => ({
    key,
    line: [span(fix.title), span(`  ${title}`, 'quiet')],
  }));
  return (
    <>
      <Rows lines={[line('Nothing runs before you have seen its commands.', 'quiet'), blank]} height={2} />
      <Choice items={items} cursor={cursorAt(model, 'fix')} height={layout.body - 2} />
    </>
  );
};
