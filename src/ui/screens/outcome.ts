import { blank, type Line, paragraph } from '../../presentation/line.js';
import type { RungId } from '../../rungs/registry.js';
import { asCalled } from '../../text/as-called.js';
import { type AnswerKey, answers, fixChoices, rungToTry } from '../model/answers.js';
import { back, bind, fix, go, log, retry, why } from '../model/binding.js';
import { openFix } from '../model/fixes.js';
import type { Layout } from '../model/layout.js';
import type { Next } from '../model/message.js';
import { type Model, resultOf } from '../model/model.js';
import { cursorAt, openAt, openWhy } from '../model/navigate.js';
import { next } from '../model/next.js';
import { skipRung, tryRung } from '../model/try-rung.js';
import { firstRung } from '../rows/ladder-rows.js';
import { outcomeLines } from '../rows/outcome-lines.js';
import { proseWidth, readingWithAnswers } from './parts.js';
import type { Screen } from './screen.js';

/** What a try showed, and what to do about it. */
export const outcomeScreen: Screen = {
  title: () => 'Result',
  step: 4,
  keys: (model) => {
    const result = resultOf(model, model.rung);
    return [
      go('choose', 'Choose the selected answer'),
      why,
      ...(fixChoices(model).length > 0 ? [fix] : []),
      retry('Try it again'),
      ...(result?.logFile ? [log] : []),
      ...(result?.outcome === 'passed' ? [] : [bind('s', 's', 'skip', 'Skip this option and go back', 'skip')]),
      back,
    ];
  },
  act: (model, intent) => {
    const { rung } = model;
    if (!rung) return null;
    if (intent === 'retry') return tryRung(model, rung);
    if (intent === 'skip') return skipRung(model, rung);
    return intent === 'go' ? answer(model, rung) : null;
  },
  items: (model) => answers(model).map(({ key }) => key),
  text: (model, layout) => text(model, layout),
  rows: (model, layout) => readingWithAnswers(model, layout, text(model, layout), answers(model), cursorOf(model)),
};

const cursorOf = (model: Model) =>
  cursorAt(
    model,
    'outcome',
    answers(model).map(({ key }) => key),
  ) as AnswerKey | null;

const text = (model: Model, layout: Layout): readonly Line[] => {
  const { session, rung, program } = model;
  const width = proseWidth(layout);
  const result = resultOf(model, rung);
  return [
    ...(session.phase === 'failed'
      ? [
          ...(session.error ?? '').split('\n').flatMap((text) => paragraph(asCalled(text, program), width, 'bad')),
          blank,
        ]
      : []),
    ...(result ? outcomeLines(result, session.results, width, program) : []),
  ];
};

const answer = (model: Model, rung: RungId): Next | null => {
  const withLadderAt = (at: RungId): Model => ({ ...model, cursor: { ...model.cursor, ladder: at } });
  switch (cursorOf(model)) {
    case 'save':
      return next({ ...openAt(model, 'save'), plan: null }, { type: 'plan', rung });
    case 'retry':
      return tryRung(model, rung);
    case 'next': {
      const following = rungToTry(model);
      return following ? tryRung(withLadderAt(following), following) : null;
    }
    case 'ladder':
      return next(openAt(withLadderAt(firstRung(model.session) ?? rung), 'ladder'));
    case 'why':
      return openWhy(model, rung);
    case 'fix':
      return openFix(model);
    case null:
      return null;
  }
};
