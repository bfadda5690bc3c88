import type { Context } from '../../console/context.js';
import { exitCode, UsageError } from '../../errors.js';
import { dot } from '../../flow/graph/dot.js';
import { mermaid } from '../../flow/graph/mermaid.js';
import { pictureOf } from '../../flow/graph/picture.js';
import { svg } from '../../flow/graph/svg.js';
import { sanitize, sanitizeLine } from '../../text/sanitize.js';
import { openTree } from './open-tree.js';

const formats = { mermaid, dot, svg } as const;

/** `flow graph NAME|FILE`: the tree's picture on standard output. */
export const graph = async (context: Context, word: string | undefined, format = 'mermaid'): Promise<number> => {
  if (!Object.hasOwn(formats, format))
    throw new UsageError(
      `--format must be one of ${Object.keys(formats).join(', ')} (got: ${sanitizeLine(format, 40)})`,
    );
  const { tree } = await openTree(context, word, 'read');
  context.out.write(sanitize(await formats[format as keyof typeof formats](pictureOf(tree))));
  return exitCode.yes;
};
