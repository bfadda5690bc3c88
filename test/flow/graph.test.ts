import { describe, expect, it } from 'vitest';
import { dot } from '../../src/flow/graph/dot.js';
import { mermaid } from '../../src/flow/graph/mermaid.js';
import { type Picture, pictureOf } from '../../src/flow/graph/picture.js';
import { svg } from '../../src/flow/graph/svg.js';
import { shippedForest } from '../../src/flow/shipped.js';

const hostile: Picture = {
  title: 'a "title"',
  boxes: [
    { id: 'a', kind: 'ask', lines: ['say "hi" <b>&|', 'two\\'] },
    { id: 'b', kind: 'done', lines: ['end'] },
  ],
  arrows: [{ from: 'a', to: 'b', label: 'x"|y' }],
};

describe('each format keeps hostile text as text', () => {
  it('mermaid', () => {
    expect(mermaid(hostile)).toContain('n0[/"say #34;hi#34; #60;b#62;#38;#124;<br>two\\"/]');
    expect(mermaid(hostile)).toContain('n0 -->|"x#34;#124;y"| n1');
  });
  it('dot', () => {
    expect(dot(hostile)).toContain('label="say \\"hi\\" <b>&|\\ntwo\\\\"');
  });
  it('svg', async () => {
    const drawn = await svg(hostile);
    expect(drawn).toContain('say &quot;hi&quot; &lt;b&gt;&amp;|');
    expect(drawn).not.toContain('<b>');
  });
});

it.each([...shippedForest.values()].map((tree) => [tree.flow, tree] as const))('draws all of %s', async (_, tree) => {
  const picture = pictureOf(tree);
  const drawn = await svg(picture);
  expect(picture.boxes).toHaveLength(Object.keys(tree.nodes).length);
  expect(drawn.match(/<g><rect/g)).toHaveLength(picture.boxes.length);
  expect(drawn.match(/marker-end/g)).toHaveLength(picture.arrows.length);
  expect(drawn).not.toContain('NaN');
});

it('joins branches that lead to one node', () => {
  const tree = shippedForest.get('choose-setup');
  if (!tree) throw new Error('choose-setup is shipped');
  expect(pictureOf(tree).arrows).toContainEqual({ from: 'want-libc', to: 'room-for-tasks', label: 'any, musl' });
});
