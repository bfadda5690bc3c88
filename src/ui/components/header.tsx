import { clip, type Line, lineWidth, span } from '../../presentation/line.js';
import { formatSeconds } from '../../text/format.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { topOf } from '../model/top.js';
import { lastStep } from '../screens/screen.js';
import { Row } from './rows.js';

/** Where we are: the program, the place, and how long what runs has been running. */
const headerLine = (model: Model, width: number): Line => {
  const { screen } = topOf(model);
  const step = screen.step === undefined ? [] : [span(`  step ${screen.step} of ${lastStep}`, 'quiet')];
  const left: Line = [span('musl-wizard', 'strong'), span('  '), span(screen.title(model)), ...step];
  const seconds = model.sinceMs === null || model.spoken ? null : Math.max(0, model.nowMs - model.sinceMs);
  const right = seconds === null || seconds < 1000 ? '' : formatSeconds(Math.floor(seconds / 1000));
  const shown = clip(left, width - right.length - 1);
  return right === '' ? shown : [...shown, span(' '.repeat(width - lineWidth(shown) - right.length)), span(right)];
};

export const Header = ({ model }: { readonly model: Model }) => (
  <Row line={headerLine(model, layoutOf(model.size)?.width ?? 0)} />
);
