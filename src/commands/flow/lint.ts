import { isAbsolute, join } from 'node:path';
import type { Context } from '../../console/context.js';
import { findTrees, forestOf, problemsOf, readTreeFile, shippedSources } from '../../engine/find-trees.js';
import { exitCode } from '../../errors.js';
import { describeValue } from '../../flow/describe-value.js';
import { type WayToEnd, waysToEnds } from '../../flow/lint/leaves.js';
import { formatCount } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { foldersOf } from './open-tree.js';

/**
 * `flow lint [FILE]...`: problems as `file:line: reason`, exit code 1 if there are any. Without
 * files: all trees, shipped, of the project and of the user. With --verbose and in JSON, for each
 * end the machine and the answers that lead there.
 */
export const lintFiles = async (context: Context, files: readonly string[], json: boolean): Promise<number> => {
  const found = await findTrees(foldersOf(context));
  const sources =
    files.length > 0
      ? await Promise.all(files.map((file) => readTreeFile(isAbsolute(file) ? file : join(context.cwd, file))))
      : [...(await shippedSources()), ...found.flatMap(({ source }) => source ?? [])];
  const given = sources.flatMap(({ tree }) => (tree ? [[tree.flow, tree] as const] : []));
  const forest = new Map([...given, ...forestOf(found)]);
  const checked = await Promise.all(
    sources.map(async (source) => {
      const problems = await problemsOf(source, forest);
      const wanted = (json || context.verbose) && source.tree !== null && problems.length === 0;
      return { file: source.file, problems, ends: wanted && source.tree ? waysToEnds(source.tree) : [] };
    }),
  );
  const problems = checked.flatMap((one) => one.problems);
  if (json) {
    const trees = checked.map(({ file, ends }) => ({ file, ends }));
    context.out.write(`${JSON.stringify({ schema: 'musl-wizard.flow-lint/1', problems, trees }, null, 2)}\n`);
  } else {
    for (const { file, ends } of checked)
      for (const way of ends) context.out.write(`${sanitizeLine(`${file}: ${describeWay(way)}`, 800)}\n`);
    for (const { file, line, message } of problems)
      context.out.write(`${sanitizeLine(`${file}:${line}: ${message}`, 800)}\n`);
    if (!context.quiet)
      context.err.write(`${formatCount(sources.length, 'tree')}, ${formatCount(problems.length, 'problem')}\n`);
  }
  return problems.length > 0 ? exitCode.no : exitCode.yes;
};

const describeWay = ({ end, facts, steps }: WayToEnd): string => {
  const machine = Object.entries(facts).map(([path, value]) => `${path}=${describeValue(value)}`);
  return `${end} can be reached: ${[...machine, ...steps].join(', ') || 'at once'}`;
};
