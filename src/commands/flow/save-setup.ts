import type { Context } from '../../console/context.js';
import type { Session } from '../../engine/session.js';
import { exitCode, UserError } from '../../errors.js';
import type { End } from '../../flow/state.js';
import { hintLines } from '../../presentation/hints.js';
import { saveChosen } from '../choose.js';

/**
 * Saves the setup that a walk ended in, if its canary passed on it; a setup that is to be packed
 * is proven once more, packed. Another setup that was saved before is replaced with `yes` or after a question.
 * Prints on standard error what was saved, or why nothing was.
 */
export const saveFlowSetup = async (
  context: Context,
  session: Session,
  setup: NonNullable<End['setup']>,
  yes: boolean,
): Promise<void> => {
  const { rung, upx, options } = setup;
  const passed = () => session.state().results.some((result) => result.rung === rung && result.outcome === 'passed');
  if (passed() && upx) await session.try(rung, { upx, rungOptions: options });
  if (!passed())
    throw new UserError(
      `nothing was saved: ${rung} has not been proven here`,
      [],
      [`musl-wizard choose --rung ${rung}`],
      exitCode.no,
    );
  const saved = await saveChosen(session, rung, context, yes);
  if (saved && !context.quiet)
    for (const line of [`Saved: ${saved.path}`, ...hintLines(saved.hints)]) context.err.write(`${line}\n`);
};
