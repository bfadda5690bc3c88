import { blank, line } from '../../presentation/line.js';
import type { RungId } from '../../rungs/registry.js';
import { Choice } from '../components/choice.js';
import { Rows } from '../components/rows.js';
import { layoutOf, shareRows } from '../model/layout.js';
import type { Model } from '../model/model.js';
import { cursorAt } from '../model/navigate.js';
import { ladderRungs, rungDetails, rungLine } from '../rows/ladder-rows.js';

/** The rungs, the best first, and what there is to say of the one under the cursor. */
export const Ladder = ({ model }: { readonly model: Model }) => {
  const layout = layoutOf(model.size);
  if (!layout) return null;
  const cursor = cursorAt(model, 'ladder') as RungId | null;
  const rungs = ladderRungs(model.walk);
  const details = cursor ? rungDetails(model.walk, cursor, model.pack, Math.min(layout.width, 100)) : [];
  const [listHeight = 0, detailHeight = 0] = shareRows(layout.body, [
    { least: Math.min(rungs.length, 3), most: rungs.length },
    { least: 3, most: details.length + 1 },
  ]);
  const items = (model.walk.examination?.rungs ?? []).map((verdict) => ({
    key: verdict.id,
    line: rungLine(model.walk, verdict, layout.width - 2),
  }));
  return (
    <>
      {items.length > 0 ? (
        <Choice items={items} cursor={cursor} height={listHeight} />
      ) : (
        <Rows lines={[line('No way is known for this machine.')]} height={1} />
      )}
      <Rows lines={[blank, ...details]} height={detailHeight} />
    </>
  );
};
