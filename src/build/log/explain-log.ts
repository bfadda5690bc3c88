import { createReadStream } from 'node:fs';
import type { Explanation } from '../../explain/diagnosis.js';
import type { LogOrigin } from '../../explain/fixes-here.js';
import type { LeftOut } from '../../project/left-out.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { PlanInput } from '../plan.js';
import type { Outcome } from '../result.js';

/** Causes that are worth telling of a build that went well: they show on another machine. */
const latent: readonly string[] = ['glibc-static-needs-shared-libs', 'musl-stub-libs-missing'];

/** What the log of a build says: all causes of a failure; of a success only what will show later. */
export const explainLog = async (
  logFile: string,
  outcome: Outcome,
  leftOut: readonly LeftOut[],
  { facts, rung, options, project }: Pick<PlanInput, 'facts' | 'rung' | 'options' | 'project'>,
): Promise<Pick<Explanation, 'diagnoses' | 'unknown'>> => {
  // The signatures are a large table, and most canaries need none of it.
  const [{ explainStream }, { explainOptions }, { explainLibraries }] = await Promise.all([
    import('../../explain/explain.js'),
    import('../../explain/explain-options.js'),
    import('../../project/explain-libraries.js'),
  ]);
  const explanation = await explainStream(createReadStream(logFile), { facts, place: placeOf(rung), remarks: true });
  if (outcome === 'passed')
    return { diagnoses: explanation.diagnoses.filter(({ cause }) => latent.includes(cause)), unknown: [] };
  // A mere kind of failure decides nothing here; its line stands among the unknown ones.
  const known = { ...explanation, diagnoses: explanation.diagnoses.filter(({ general }) => !general) };
  const { diagnoses, unknown } = explainLibraries(known, project, rung, leftOut);
  return { diagnoses: explainOptions(diagnoses, options, facts), unknown };
};

/** Where a rung runs its tools. */
const placeOf = (rung: RungId): LogOrigin => (rungs[rung].builds.where === 'container' ? 'container' : 'here');
