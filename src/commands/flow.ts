import type { Command } from '../console/context.js';
import { UsageError } from '../errors.js';
import { sanitizeLine } from '../text/sanitize.js';
import type { FlowRunFlags } from './flow/run.js';

export interface FlowOptions extends FlowRunFlags {
  readonly format?: string;
}

/** `musl-wizard flow list|run|lint|graph`: decision trees, shipped and one's own. */
export const run: Command<FlowOptions> = async (context, [action, ...args], options) => {
  switch (action) {
    case 'list':
      return (await import('./flow/list.js')).list(context, options.json ?? false);
    case 'run':
      return (await import('./flow/run.js')).runTree(context, args[0], options);
    case 'lint':
      return (await import('./flow/lint.js')).lintFiles(context, args, options.json ?? false);
    case 'graph':
      return (await import('./flow/graph.js')).graph(context, args[0], options.format);
    default: {
      const said = action === undefined ? '' : `; got: ${sanitizeLine(action, 40)}`;
      throw new UsageError(`flow takes list, run NAME|FILE, lint [FILE] or graph NAME|FILE${said}`);
    }
  }
};
