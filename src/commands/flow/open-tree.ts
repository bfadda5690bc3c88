import { resolve } from 'node:path';
import type { Context } from '../../console/context.js';
import { findTrees, forestOf, problemsOf, readTreeFile } from '../../engine/find-trees.js';
import { exitCode, UsageError, UserError } from '../../errors.js';
import { describeTree } from '../../flow/describe-tree.js';
import type { Forest, Tree } from '../../flow/schema.js';
import { configFolder } from '../../settings/paths.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import { escapeLine } from '../../text/shown-command.js';
import { refuseOthers } from '../parts/refuse-others.js';

/** A tree that is in order, with all others that it may go to. */
export interface OpenTree {
  readonly tree: Tree;
  readonly forest: Forest;
}

/** Whether a word means a file rather than the name of a tree. */
const isFile = (word: string): boolean => /[/\\]|\.ya?ml$/.test(word);

export const foldersOf = (context: Context) => ({
  cwd: context.cwd,
  config: configFolder(context.env, context.configDir),
});

/**
 * Finds a tree by name or file. A tree that is not shipped is linted first, so that no walk can get stuck in it.
 * @param use what is done with it: a tree that is walked must be one that no other user can write
 * @throws {UsageError} when there is no such tree
 * @throws {UserError} when it is not in order, with each problem as `file:line: reason`
 */
export const openTree = async (context: Context, word: string | undefined, use: 'walk' | 'read'): Promise<OpenTree> => {
  const found = await findTrees(foldersOf(context));
  const names = [...new Set(found.map(({ name }) => name))].join(', ');
  if (word === undefined) throw new UsageError(`name a tree or a file; the trees are ${names}`);
  const forest = forestOf(found);
  const inProject = found.find(
    ({ origin, file }) => origin === 'project' && file !== null && isFile(word) && file === resolve(context.cwd, word),
  );
  const named = inProject ?? (isFile(word) ? null : found.find(({ name }) => name === word));
  if (named && named.permission !== 'allowed' && named.source?.tree)
    throw new UserError(
      `the tree ${sanitizeLine(word, 80)} of this project is ignored: you have not allowed its current content`,
      describeTree(named.source.tree).map(escapeLine),
      ['musl-wizard allow   # shows the whole file and asks'],
      exitCode.no,
    );
  if (!named && !isFile(word)) throw new UsageError(`no such tree: ${sanitizeLine(word, 80)}. The trees are ${names}`);
  const file = resolve(context.cwd, word);
  if (!named && use === 'walk') refuseOthers('the tree', file);
  const source = named ? named.source : await readTreeFile(file);
  const tree = named ? named.tree : source?.tree;
  const problems = source ? await problemsOf(source, forest) : [];
  if (problems.length > 0 || !tree) {
    const lines = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    throw new UserError(
      `the tree ${sanitizeLine(word, 80)} is invalid`,
      lines,
      [`musl-wizard flow lint ${shellQuote([word])}`],
      exitCode.no,
    );
  }
  return { tree, forest: new Map([...forest, [tree.flow, tree]]) };
};
