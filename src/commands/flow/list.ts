import type { Context } from '../../console/context.js';
import { findTrees } from '../../engine/find-trees.js';
import { exitCode } from '../../errors.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { foldersOf } from './open-tree.js';

/** `flow list`: the trees that can be walked, with where they come from. */
export const list = async (context: Context, json: boolean): Promise<number> => {
  const found = await findTrees(foldersOf(context));
  if (json) {
    const trees = found.map(({ name, origin, file, tree, permission }) => ({
      name,
      origin,
      file,
      title: tree?.title ?? null,
      allowed: permission === 'allowed',
    }));
    context.out.write(`${JSON.stringify({ schema: 'musl-wizard.flow-list/1', trees }, null, 2)}\n`);
    return exitCode.yes;
  }
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const [at, { name, file, tree, source, permission }] of found.entries()) {
    const taken = found.findIndex((other) => other.name === name) < at;
    const ignored = permission !== 'allowed' && source?.tree != null;
    const title = ignored
      ? 'ignored: not allowed; `musl-wizard allow` shows it and asks'
      : !tree
        ? 'invalid; `musl-wizard flow lint` shows why'
        : taken
          ? 'not used: a tree above has the same name'
          : sanitizeLine(tree.title);
    context.out.write(`${sanitizeLine(name).padEnd(width)}  ${title}${file ? `  (${sanitizeLine(file)})` : ''}\n`);
  }
  return exitCode.yes;
};
