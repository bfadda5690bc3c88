import stringWidth from 'string-width';
import { blank, clip, clipText, type Line, line, lineWidth, span } from '../../presentation/line.js';
import type { Binding } from '../model/binding.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { bindings, topOf } from '../model/top.js';
import { Row } from './rows.js';

/** The keys that do something now, as many as fit, the most useful first; the way to all of them always. */
export const footerLine = (keys: readonly Binding[], width: number): Line => {
  const hint = ({ show, label }: Binding) => `${show} ${label}`;
  // Movement and what every program has need no row of the screen; the help names them.
  const ranked = keys.filter(({ intent }) => !unsaid.has(intent));
  const last = ranked.filter(({ intent }) => intent === 'help' || intent === 'quit');
  const shown: Binding[] = [];
  let leftOut = false;
  let left = width - last.reduce((sum, each) => sum + stringWidth(hint(each)) + gap, 0);
  for (const each of ranked.filter((key) => !last.includes(key))) {
    const columns = stringWidth(hint(each)) + gap;
    const room = left + (last.length === 0 ? gap : 0);
    // The most useful one is there in any case, its label cut where it has to be.
    if (columns > room && shown.length === 0) {
      const label = clipText(each.label, room - gap - stringWidth(each.show) - 1);
      shown.push({ ...each, label });
      left = 0;
    } else if (columns > room) leftOut = true;
    else {
      shown.push(each);
      left -= columns;
    }
  }
  const hints = [...shown, ...last].flatMap(({ show, label }, index) => [
    span(index === 0 ? '' : ' '.repeat(gap)),
    span(show, 'strong'),
    span(` ${label}`, 'quiet'),
  ]);
  // Where no help names the others, a mark says that there are some.
  return leftOut && last.length === 0 ? clip([...hints, span(' …', 'quiet')], width) : hints;
};

const gap = 2;
const unsaid = new Set(['up', 'down', 'page-up', 'page-down', 'top', 'bottom', 'interrupt', 'suspend', 'redraw']);

/** The input line while it is open, else what happened last, else what the rows are filtered by. */
const noteLine = (model: Model, width: number): Line => {
  const { name, screen } = topOf(model);
  if (model.input !== null) {
    // In a narrow terminal the text is worth more than the rest of its label.
    const label = clip([span(`${screen.input?.label(model) ?? 'Text'}: `, 'strong')], Math.floor(width / 2));
    const room = width - lineWidth(label) - 1;
    // The end of a long text is what is being written.
    const end = [...model.input].slice(-Math.max(1, Math.floor((room - 1) / 2))).join('');
    return [
      ...label,
      ...(stringWidth(model.input) <= room ? [span(model.input)] : [span('…', 'quiet'), span(end)]),
      span('█'),
    ];
  }
  if (model.notice) return line(model.notice.text, model.notice.tone);
  const filter = model.filters[name];
  return filter ? [span(`/${filter}`, 'strong'), span('  Esc shows all', 'quiet')] : blank;
};

/** What happened last, and below it the keys. */
export const Footer = ({ model }: { readonly model: Model }) => {
  const width = layoutOf(model.size)?.width ?? 0;
  return (
    <>
      <Row line={noteLine(model, width)} />
      <Row line={footerLine(bindings(model), width)} />
    </>
  );
};
