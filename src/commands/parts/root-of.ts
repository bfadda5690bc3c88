import { canAsk } from '../../console/ask.js';
import type { Context } from '../../console/context.js';
import { runnerOf } from '../../console/runner.js';
import type { LendTerminal } from '../../engine/become-root.js';
import type { Elevation } from '../../text/as-run.js';

/** By which a fix becomes root, and this terminal for the question about it; null where there is none. */
export const rootOf = (context: Context): { readonly elevation: Elevation; readonly lend: LendTerminal | null } => ({
  elevation: runnerOf(context).elevation,
  lend: canAsk(context) ? (work) => work((text) => context.err.write(text)) : null,
});
