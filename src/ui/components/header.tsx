import { clip, type Line, lineWidth, span } from '../../presentation/line.js';
import { formatDuration } from '../../text/format.js';
import { layoutOf } from '../model/layout.js';
import { type Model, screenOf } from '../model/model.js';
import { Row } from './rows.js';

/** Where we are: the program, the place, and how long what runs has been running. */
export const headerLine = (model: Model, width: number): Line => {
  const left: Line = [span('musl-wizard', 'strong'), span('  '), span(titleOf(model))];
  const seconds = model.sinceMs === null || model.spoken ? null : Math.max(0, model.nowMs - model.sinceMs);
  const right =
    seconds === null || seconds < 1000 ? '' : formatDuration(Math.floor(seconds / 1000) * 1000).replace('.0 s', ' s');
  const shown = clip(left, width - right.length - 1);
  return right === '' ? shown : [...shown, span(' '.repeat(width - lineWidth(shown) - right.length)), span(right)];
};

const titleOf = (model: Model): string => {
  const { overlay, walk, rung } = model;
  if (overlay?.kind === 'help') return 'Keys';
  if (overlay?.kind === 'log') return 'Log';
  if (overlay?.kind === 'fix') return 'What mends it';
  if (walk.phase === 'fixing') return 'Mending';
  switch (screenOf(model)) {
    case 'machine':
      return walk.examination ? 'This machine' : 'Reading this machine';
    case 'ladder':
      return 'Ways to a static binary, the best first';
    case 'try':
      return `Trying ${rung ?? ''}`;
    case 'outcome':
      return 'What came out';
    case 'why':
      return `Why: ${rung ?? ''}`;
    case 'save':
      return 'What will be written';
    case 'done':
      return 'Done';
  }
};

export const Header = ({ model }: { readonly model: Model }) => (
  <Row line={headerLine(model, layoutOf(model.size)?.width ?? 0)} />
);
