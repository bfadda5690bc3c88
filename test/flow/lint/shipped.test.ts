import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/flow/lint/lint.js';
import { shippedVocabulary } from '../../../src/flow/lint/shipped-vocabulary.js';
import { parseTree } from '../../../src/flow/parse.js';
import { shippedForest } from '../../../src/flow/shipped.js';
import { readTree } from '../support.js';

const vocabulary = shippedVocabulary();
const problems = (file: string, text: string) => lint(parseTree(file, text), { forest: shippedForest, vocabulary });

interface Tree {
  readonly nodes: Record<string, { readonly to?: Record<string, string> }>;
}

/** Every branch of a tree: the node, the outcome, and the text of the tree without that branch. */
const withoutEachBranch = (text: string) => {
  const { nodes } = load(text) as Tree;
  return Object.entries(nodes).flatMap(([node, { to }]) =>
    Object.keys(typeof to === 'object' ? to : {}).map((outcome) => {
      const copy = load(text) as Tree;
      delete copy.nodes[node]?.to?.[outcome];
      return { node, outcome, text: dump(copy, { lineWidth: -1 }) };
    }),
  );
};

describe.each([...shippedForest.keys()])('the tree %s', (name) => {
  const file = `${name}.yaml`;
  it('is total and ends, and some machine leads to each end', async () => {
    expect(problems(file, await readTree(name))).toEqual([]);
  });
  it('is refused without any one of its branches, with file, line and reason', async () => {
    const cuts = withoutEachBranch(await readTree(name));
    expect(cuts.length).toBeGreaterThan(10);
    for (const { node, outcome, text } of cuts) {
      const found = problems(file, text);
      const line = text.split('\n').indexOf(`  ${node}:`) + 1;
      const complaint = found.find(({ message }) => message === `${node}: no branch for the outcome "${outcome}"`);
      expect(complaint, `${node} without ${outcome}`).toMatchObject({ file });
      expect(complaint?.line).toBeGreaterThan(line);
      expect(complaint?.line).toBeLessThan(line + 30);
    }
  });
});
