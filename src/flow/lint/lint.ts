import type { ParsedTree, Problem } from '../parse.js';
import { branches, startExists } from './branches.js';
import type { LintRule } from './complaint.js';
import { endlessCycles } from './cycles.js';
import { reachableEnds } from './leaves.js';
import { honestEnds, names, sharedAnswers } from './names.js';
import { provenSetups, unreachable } from './reach.js';
import type { LintContext } from './vocabulary.js';

const rules: readonly LintRule[] = [
  startExists,
  branches,
  unreachable,
  endlessCycles,
  names,
  sharedAnswers,
  honestEnds,
  provenSetups,
];

/** All that is wrong with a tree, in the order of its lines: `file:line: reason`. Empty: it is total and ends. */
export const lint = (source: ParsedTree, context: LintContext): readonly Problem[] => {
  const { tree, file, lineOf } = source;
  if (tree === null) return source.problems;
  const complaints = rules.flatMap((rule) => rule(tree, context));
  // The search for machines needs a tree whose branches lead somewhere.
  return (complaints.length > 0 ? complaints : reachableEnds(tree, context))
    .map(({ path, message }) => ({ file, line: lineOf(path), message: `${path.at(1) ?? tree.flow}: ${message}` }))
    .sort((a, b) => a.line - b.line);
};
