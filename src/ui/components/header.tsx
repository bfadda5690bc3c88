import { clip, type Line, lineWidth, span } from '../../presentation/line.js';
import { formatSeconds } from '../../text/format.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { topOf } from '../model/top.js';
import { stepNames } from '../screens/screen.js';
import { Row } from './rows.js';

/** The steps of the way to a saved setup: where one is, as fully as there is room for. */
// ASCII: it is in the first frame.
const crumbs = (step: number, spoken: boolean): readonly Line[] => [
  ...(spoken
    ? []
    : [
        stepNames.flatMap((name, index) => [
          span(index === 0 ? '  ' : ' > ', 'quiet'),
          index + 1 === step ? span(`[${name}]`, 'strong') : span(name, 'quiet'),
        ]),
      ]),
  [span(`  step ${step} of ${stepNames.length}`, 'quiet')],
  [span(`  ${step}/${stepNames.length}`, 'quiet')],
];

/** Where we are: the program, the place, and how long what runs has been running. */
const headerLine = (model: Model, width: number): Line => {
  const { screen } = topOf(model);
  const seconds = model.sinceMs === null || model.spoken ? null : Math.max(0, model.nowMs - model.sinceMs);
  const right = seconds === null || seconds < 1000 ? '' : formatSeconds(Math.floor(seconds / 1000));
  const room = width - right.length - 1;
  const title = span(screen.title(model));
  const named: Line = [span('musl-wizard', 'strong'), span('  '), title];
  const ways = screen.step === undefined ? [] : crumbs(screen.step, model.spoken);
  // What one sees elsewhere, too, goes first: the name of the program.
  const lines = [
    ...ways.flatMap((way): Line[] => [
      [...named, ...way],
      [title, ...way],
    ]),
    named,
  ];
  const shown = clip(lines.find((each) => lineWidth(each) <= room) ?? named, room);
  return right === '' ? shown : [...shown, span(' '.repeat(width - lineWidth(shown) - right.length)), span(right)];
};

export const Header = ({ model }: { readonly model: Model }) => (
  <Row line={headerLine(model, layoutOf(model.size)?.width ?? 0)} />
);
