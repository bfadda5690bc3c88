import { createReadStream } from 'node:fs';
import { aroundOf, linesAround } from '../../explain/around.js';
import type { Diagnosis, Explanation } from '../../explain/diagnosis.js';
import type { LogOrigin } from '../../explain/fixes-here.js';
import type { LeftOut } from '../../project/left-out.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { PlanInput } from '../plan.js';
import type { Outcome } from '../result.js';
import { readLogLines } from './log-page.js';
import { logTail } from './log-tail.js';
import { isQuotedBy } from './quoted-source.js';

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
  const [{ explainStream }, { explainOptions }, { explainLibraries }, { suppliesOf }] = await Promise.all([
    import('../../explain/explain.js'),
    import('../../explain/explain-options.js'),
    import('../../project/explain-libraries.js'),
    import('../../project/supplies.js'),
  ]);
  const read = (log: AsyncIterable<Uint8Array | string>) =>
    explainStream(log, { facts, place: placeOf(rung), remarks: true });
  const tail = logTail(logFile);
  const wentOn = goesOnWithout(tail);
  let explanation = await read(withoutLines(logFile, { wentOn }));
  if (outcome === 'passed')
    return { diagnoses: explanation.diagnoses.filter(({ cause }) => latent.includes(cause)), unknown: [] };
  // What shows later ends no build whose programs are not run: another line does.
  const roots = explanation.diagnoses.filter(({ root }) => root);
  if (!programsRun && roots.length > 0 && roots.every(({ cause }) => latent.includes(cause))) {
    const later = explanation.diagnoses.map((each) => ({ ...each, root: false }));
    const rest = await read(withoutLines(logFile, { wentOn, linkWarnings: true }));
    explanation = { ...rest, diagnoses: [...rest.diagnoses, ...later] };
  }
  // A mere kind of failure decides nothing here; its line stands among the unknown ones.
  const known = { ...explanation, diagnoses: explanation.diagnoses.filter(({ general }) => !general) };
  // What ran out of time had gone on without what it did not find.
  const missed = outcome === 'failed' ? leftOut : [];
  const supplies = suppliesOf(project, rung, facts).filter(({ supply }) => supply === 'here');
  const here = new Set(supplies.map(({ id }) => id));
  const { diagnoses, unknown } = explainLibraries(known, project, rung, missed, tail, here);
  const [root, ...others] = explainOptions(diagnoses, options, facts);
  return { diagnoses: root ? [await inLog(logFile, root), ...others] : [], unknown };
};

/** A cause with the lines around it in the log itself, also those that were not searched. */
const inLog = async (logFile: string, diagnosis: Diagnosis): Promise<Diagnosis> => {
  const first = Math.max(1, diagnosis.line - linesAround);
  const lines = await readLogLines(logFile, first, diagnosis.line + linesAround + 1 - first);
  return {
    ...diagnosis,
    ...aroundOf(
      diagnosis.line,
      lines.map((text, index) => ({ line: first + index, text })),
    ),
  };
};

/** Where a rung runs its tools. */
const placeOf = (rung: RungId): LogOrigin => (rungs[rung].builds.where === 'container' ? 'container' : 'here');

// ld's words, of which only this part is the same in all languages; the line before names the function.
const linkWarning = /in statically linked applications requires at runtime/;
const inFunction = /: in function \S{1,200}:$|\(\.text[.\w+]{0,200}\): in function/i;
const longestLine = 64 * 1024;
const linesAbove = 3;

/** What a shell or make says of a program that is not there. */
const noProgram =
  /([\w.+-]{1,40}): (?:command )?not found$|^make(?:\[\d{1,4}\])?: ([\w.+-]{1,40}): No such file or directory$/;
/** What a compiler or linker says when it gives up. */
const complaint = /^\S{1,300}: (?:fatal )?error: |: undefined reference to |^ld\.lld: error: |: undefined symbol: /;

/**
 * Whether a build may have gone on without a program that was not found, as after $(shell hg root): a compiler gave up
 * below that, and no step ended with the shell's own status for it.
 */
const goesOnWithout = (tail: string): boolean => {
  const lines = tail.split('\n');
  const missed = lines.findLastIndex((line) => noProgram.test(line));
  return lines.slice(missed + 1).some((line) => complaint.test(line)) && !/\b(?:Error|code|status):? 127\b/.test(tail);
};

/**
 * A log with lines that report nothing as empty ones, so that the others keep their numbers: sources that a compiler
 * quotes, programs that the build went on without, and the linker's warnings about glibc's shared libraries.
 */
async function* withoutLines(
  logFile: string,
  { wentOn, linkWarnings = false }: { readonly wentOn: boolean; readonly linkWarnings?: boolean },
): AsyncGenerator<string> {
  /** The last lines: a command that needs the program is printed above, what $(shell) starts is not. */
  const above: string[] = [];
  const isUncalled = (line: string): boolean => {
    const match = noProgram.exec(line);
    return match !== null && !above.some((each) => each.includes((match[1] ?? match[2]) as string));
  };
  const says = (line: string, next: string): boolean => {
    const silent =
      isQuotedBy(line, next) ||
      (wentOn && isUncalled(line)) ||
      (linkWarnings && (linkWarning.test(line) || inFunction.test(line)));
    above.push(line.slice(0, longestLine));
    if (above.length > linesAbove) above.shift();
    return !silent;
  };
  // A line is given once the next one is known.
  let held: string | null = null;
  let partial = '';
  for await (const piece of createReadStream(logFile, 'utf8')) {
    const lines = `${partial}${piece}`.split('\n');
    partial = lines.pop() ?? '';
    const given: string[] = [];
    for (const line of lines) {
      if (held !== null) given.push(says(held, line) ? held : '');
      held = line;
    }
    if (given.length > 0) yield `${given.join('\n')}\n`;
    if (partial.length > longestLine) {
      if (held !== null) yield `${held}\n`;
      held = null;
      yield partial;
      partial = '';
    }
  }
  if (held !== null) yield `${says(held, partial) ? held : ''}\n`;
  yield says(partial, '') ? partial : '';
}
