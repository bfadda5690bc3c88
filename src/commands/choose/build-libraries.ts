import { canAsk, confirm } from '../../console/ask.js';
import type { Context } from '../../console/context.js';
import { errorText } from '../../console/error-text.js';
import type { Examination } from '../../engine/examination.js';
import { UserError } from '../../errors.js';
import type { Policy } from '../../ladder/policy.js';
import type { ChosenProject } from '../../project/project.js';
import { suppliesOf } from '../../project/supplies.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/registry.js';

/** A rung that is ready but for libraries of the project, all of which can be built from source for it. */
export interface BuildableLack {
  readonly rung: RungId;
  readonly libraries: readonly string[];
}

/** The first rung of a ladder that lacks nothing but libraries to build; null where there is none. Pure. */
export const buildableLack = (
  { order, side, forbidden }: Policy,
  { facts, rungs }: Pick<Examination, 'facts' | 'rungs'>,
  project: ChosenProject,
): BuildableLack | null => {
  for (const rung of [...order, ...side]) {
    const verdict = rungs.find(({ id }) => id === rung);
    const lacksLibraries =
      verdict?.verdict === 'fixable' && verdict.because.every((id) => id === 'project-library-missing');
    if (!lacksLibraries || forbidden.includes(rung)) continue;
    const missing = suppliesOf(project, rung, facts).filter(({ required, met }) => required && met === false);
    if (missing.length > 0 && missing.every(({ supply }) => supply === 'buildable'))
      return { rung, libraries: missing.map(({ id }) => id) };
  }
  return null;
};

/**
 * Builds the libraries that a rung lacks, with `--yes` or after a question; what is done is always said.
 * @returns whether all of them are there now
 */
export const buildLibraries = async (
  { rung, libraries }: BuildableLack,
  context: Context,
  { yes, arch }: { readonly yes: boolean; readonly arch: RungOptions['arch'] },
): Promise<boolean> => {
  const what = `${libraries.join(', ')} from source for ${rung}`;
  const agreed = yes || (canAsk(context) && (await confirm(context, `Build ${what}, and try it then?`)));
  if (!agreed) {
    context.err.write(`Not built: ${what}; --yes builds ${libraries.length === 1 ? 'it' : 'them'}.\n`);
    return false;
  }
  const { run } = await import('../libs.js');
  // What is printed of it is no part of what `choose` answers.
  const aside = { ...context, out: context.err };
  try {
    return (
      (await run(aside, ['add', ...libraries], { rung, yes: true, ...(arch === undefined ? {} : { arch }) })) === 0
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The climb has an answer of its own, which this explains.
    context.err.write(errorText(error, context.program));
    return false;
  }
};
