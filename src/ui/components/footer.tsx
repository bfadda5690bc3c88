import stringWidth from 'string-width';
import { blank, type Line, line, span } from '../../presentation/line.js';
import type { Binding } from '../model/binding.js';
import { layoutOf } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { bindings } from '../model/top.js';
import { Row } from './rows.js';

/** The keys that do something now, as many as fit, the most useful first; the way to all of them always. */
export const footerLine = (keys: readonly Binding[], width: number): Line => {
  const hint = ({ show, label }: Binding) => `${show} ${label}`;
  // Movement and what every program has need no row of the screen; the help names them.
  const ranked = keys.filter(({ intent }) => !unsaid.has(intent));
  const last = ranked.filter(({ intent }) => intent === 'help' || intent === 'quit');
  const shown: Binding[] = [];
  let left = width - last.reduce((sum, each) => sum + stringWidth(hint(each)) + gap, 0);
  for (const each of ranked.filter((key) => !last.includes(key))) {
    const columns = stringWidth(hint(each)) + gap;
    if (columns > left + (last.length === 0 ? gap : 0)) continue;
    shown.push(each);
    left -= columns;
  }
  return [...shown, ...last].flatMap(({ show, label }, index) => [
    span(index === 0 ? '' : ' '.repeat(gap)),
    span(show, 'strong'),
    span(` ${label}`, 'quiet'),
  ]);
};

const gap = 2;
const unsaid = new Set(['up', 'down', 'page-up', 'page-down', 'top', 'bottom', 'interrupt', 'suspend', 'redraw']);

/** What happened last, and below it the keys. */
export const Footer = ({ model }: { readonly model: Model }) => {
  const width = layoutOf(model.size)?.width ?? 0;
  return (
    <>
      <Row line={model.notice ? line(model.notice.text, model.notice.tone) : blank} />
      <Row line={footerLine(bindings(model), width)} />
    </>
  );
};
