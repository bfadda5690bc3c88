import { createReadStream } from 'node:fs';
import type { Explanation } from '../../explain/diagnosis.js';
import type { LogOrigin } from '../../explain/fixes-here.js';
import type { LeftOut } from '../../project/left-out.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { PlanInput } from '../plan.js';
import type { Outcome } from '../result.js';

/** Causes that are worth telling of a build that went well: they show on another machine. */
const latent: readonly string[] = ['glibc-static-needs-shared-libs', 'musl-stub-libs-missing'];

/**
 * What the log of a build says: all causes of a failure; of a success only what will show later.
 * @param programsRun whether what it builds is run too
 */
export const explainLog = async (
  logFile: string,
  outcome: Outcome,
  leftOut: readonly LeftOut[],
  { facts, rung, options, project }: Pick<PlanInput, 'facts' | 'rung' | 'options' | 'project'>,
  programsRun: boolean,
): Promise<Pick<Explanation, 'diagnoses' | 'unknown'>> => {
  // The signatures are a large table, and most canaries need none of it.
  const [{ explainStream }, { explainOptions }, { explainLibraries }] = await Promise.all([
    import('../../explain/explain.js'),
    import('../../explain/explain-options.js'),
    import('../../project/explain-libraries.js'),
  ]);
  const read = (log: AsyncIterable<Uint8Array | string>) =>
    explainStream(log, { facts, place: placeOf(rung), remarks: true });
  let explanation = await read(createReadStream(logFile));
  if (outcome === 'passed')
    return { diagnoses: explanation.diagnoses.filter(({ cause }) => latent.includes(cause)), unknown: [] };
  // What shows later ends no build whose programs are not run: another line does.
  const roots = explanation.diagnoses.filter(({ root }) => root);
  if (!programsRun && roots.length > 0 && roots.every(({ cause }) => latent.includes(cause))) {
    const later = explanation.diagnoses.map((each) => ({ ...each, root: false }));
    const rest = await read(withoutLinkWarnings(logFile));
    explanation = { ...rest, diagnoses: [...rest.diagnoses, ...later] };
  }
  // A mere kind of failure decides nothing here; its line stands among the unknown ones.
  const known = { ...explanation, diagnoses: explanation.diagnoses.filter(({ general }) => !general) };
  const { diagnoses, unknown } = explainLibraries(known, project, rung, leftOut);
  return { diagnoses: explainOptions(diagnoses, options, facts), unknown };
};

/** Where a rung runs its tools. */
const placeOf = (rung: RungId): LogOrigin => (rungs[rung].builds.where === 'container' ? 'container' : 'here');

// ld's words, of which only this part is the same in all languages; the line before names the function.
const linkWarning = /in statically linked applications requires at runtime/;
const inFunction = /: in function \S{1,200}:$|\(\.text[.\w+]{0,200}\): in function/i;
const longestLine = 64 * 1024;

/** A log with the linker's warnings about glibc's shared libraries as empty lines, so that lines keep their numbers. */
async function* withoutLinkWarnings(logFile: string): AsyncGenerator<string> {
  const blank = (line: string): string => (linkWarning.test(line) || inFunction.test(line) ? '' : line);
  let partial = '';
  for await (const piece of createReadStream(logFile, 'utf8')) {
    const lines = `${partial}${piece}`.split('\n');
    partial = lines.pop() ?? '';
    if (lines.length > 0) yield `${lines.map(blank).join('\n')}\n`;
    if (partial.length > longestLine) {
      yield partial;
      partial = '';
    }
  }
  yield blank(partial);
}
