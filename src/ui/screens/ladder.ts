import { blank, line } from '../../presentation/line.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { fixChoices } from '../model/answers.js';
import { type Binding, back, bind, fix, go, logs, retry, why } from '../model/binding.js';
import { listFilter, passes } from '../model/input.js';
import { shareRows } from '../model/layout.js';
import { type Model, resultOf } from '../model/model.js';
import { cursorAt, openAt, openWhy } from '../model/navigate.js';
import { next } from '../model/next.js';
import { skipRung, tryRung } from '../model/try-rung.js';
import { ladderRungs, mayWork, rungDetails, rungLine } from '../rows/ladder-rows.js';
import { from, visible } from '../rows/window.js';
import { besideAt, noMatch, proseWidth } from './parts.js';
import type { Part, Screen } from './screen.js';

/** The rungs, the best first, and what there is to say of the one under the cursor. */
export const ladderScreen: Screen = {
  title: () => 'Static build options (best first)',
  step: 2,
  keys: (model) => {
    const rung = rungUnderCursor(model);
    if (!rung) return [back];
    const tried = resultOf(model, rung) !== null;
    return [
      ...enterKeys(model, rung, tried),
      why,
      ...(fixChoices(model).length > 0 ? [fix] : []),
      ...(tried ? [retry('Try it again')] : [bind('s', 's', 'skip', 'Skip this option', 'skip')]),
      bind('u', 'u', model.pack ? 'do not pack' : 'pack', 'Toggle packing the result with UPX', 'pack'),
      logs,
      back,
    ];
  },
  act: (model, intent) => {
    const rung = rungUnderCursor(model);
    if (!rung) return null;
    const seen = { ...model, rung };
    switch (intent) {
      case 'go':
        if (resultOf(model, rung)) return next(openAt(seen, 'outcome'));
        return mayWork(model.session, rung) ? tryRung(seen, rung) : openWhy(seen, rung);
      case 'retry':
        return tryRung(seen, rung);
      case 'why':
        return openWhy(model, rung);
      case 'skip':
        return skipRung(model, rung);
      case 'pack':
        return next({ ...model, pack: !model.pack });
      default:
        return null;
    }
  },
  items: (model) => ladderItems(model),
  input: listFilter('ladder'),
  rows: (model, layout) => {
    const cursor = rungUnderCursor(model);
    const shown = ladderItems(model);
    const verdicts = (model.session.examination?.rungs ?? []).filter(({ id }) => shown.includes(id));
    const split = besideAt(layout, 0.6, model.spoken);
    const width = split ?? layout.width;
    const room = split === null ? proseWidth(layout) : layout.width - split;
    const details = cursor ? rungDetails(model.session, cursor, model.pack, room) : [];
    const [listHeight = 0, detailHeight = 0] = shareRows(layout.body, [
      { least: Math.min(verdicts.length, 3), most: verdicts.length },
      // In a low terminal they have the reason, which the rows have no room for.
      { least: Math.min(details.length + 1, layout.airy ? 3 : Math.max(3, layout.body - 4)), most: details.length + 1 },
    ]);
    if (verdicts.length === 0) {
      const none = model.filters.ladder ? noMatch(model.filters.ladder) : line('No option is known for this machine.');
      return [{ kind: 'lines', lines: [none], height: 1 }];
    }
    const items = verdicts.map((verdict) => ({
      key: verdict.id,
      line: rungLine(model.session, verdict, width - 2, model.kept?.rung),
    }));
    if (split !== null) {
      const shown = visible(details, from(details.length, 0, layout.body));
      const right: Part = { kind: 'lines', lines: shown, height: layout.body };
      return [
        { kind: 'beside', left: [{ kind: 'list', items, cursor, height: layout.body }], right: [right], at: split },
      ];
    }
    return [
      { kind: 'list', items, cursor, height: listHeight },
      {
        kind: 'lines',
        lines: [blank, ...visible(details, from(details.length, 0, detailHeight - 1))],
        height: detailHeight,
      },
    ];
  },
};

const rungUnderCursor = (model: Model): RungId | null => cursorAt(model, 'ladder', ladderItems(model)) as RungId | null;

/** The rungs whose row or way of building has the text of the filter. */
const ladderItems = ({ session, filters }: Model): readonly RungId[] =>
  ladderRungs(session).filter((id) => passes(filters.ladder, `${id} ${rungs[id].title} ${rungs[id].gives}`));

/** Enter on a rung: its outcome once it was tried, a try where it may work, else what blocks it. */
const enterKeys = (model: Model, rung: RungId, tried: boolean): readonly Binding[] => {
  if (tried) return [go('result', 'Show the result of the attempt')];
  if (mayWork(model.session, rung)) return [go('try', 'Try it with a small real build')];
  return [go('what blocks it', 'Show what blocks it'), bind('t', 't', 'try anyway', 'Try anyway', 'retry')];
};
