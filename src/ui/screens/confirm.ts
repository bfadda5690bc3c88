import { blank, line, paragraph } from '../../presentation/line.js';
import { bind, go } from '../model/binding.js';
import type { Model, Overlay } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { next } from '../model/next.js';
import type { Screen } from './screen.js';

/** A question with two answers; the one that changes nothing stands first. */
export const confirmScreen: Screen = {
  title: () => 'Question',
  keys: (model) => [
    go('answer', 'Choose the selected answer'),
    bind('escape n q', 'Esc', 'no', `Answer: ${askedIn(model)?.no ?? 'No'}`, 'back'),
  ],
  act: (model, intent) => {
    const closed: Model = { ...model, overlay: null, scroll: 0 };
    if (intent === 'back') return next(closed);
    if (intent !== 'go') return null;
    if (cursorAt(model, 'confirm', answers) !== 'yes') return next(closed);
    return askedIn(model)?.asks === 'leave'
      ? next({ ...closed, leaving: true }, { type: 'leave', interrupted: false })
      : next(closed, { type: 'cancel' });
  },
  items: () => answers,
  rows: (model, layout) => {
    const asked = askedIn(model);
    if (!asked) return [];
    const question = paragraph(asked.question, layout.width, 'strong').slice(0, 3);
    return [
      { kind: 'lines', lines: [...question, blank], height: question.length + 1 },
      {
        kind: 'list',
        items: answers.map((key) => ({ key, line: line(asked[key]) })),
        cursor: cursorAt(model, 'confirm', answers),
        height: answers.length,
      },
    ];
  },
};

const answers = ['no', 'yes'] as const;

const askedIn = ({ overlay }: Model): Extract<Overlay, { kind: 'confirm' }> | null =>
  overlay?.kind === 'confirm' ? overlay : null;
