import type { CanaryEvent, CanaryOptions, CanaryProgram } from '../build/canary/canary.js';
import { canaryPrograms } from '../build/canary/canary.js';
import { findWorkaround } from '../build/canary/find-workaround.js';
import { linkCanary, withLink } from '../build/canary/link-canary.js';
import { isCanaryProgram } from '../build/canary/program.js';
import { programFor } from '../build/canary/program-for.js';
import { runCanary } from '../build/canary/run-canary.js';
import { usageOf } from '../build/canary/usage.js';
import type { CanaryResult } from '../build/result.js';
import type { Command, Context } from '../console/context.js';
import { pageText } from '../console/page.js';
import { examine } from '../engine/examine.js';
import { loadProject } from '../engine/load-project.js';
import { exitCode, UsageError } from '../errors.js';
import { openMachine } from '../machine/target.js';
import { plainLines } from '../presentation/entry.js';
import { diagnosisEntries } from '../presentation/finding.js';
import { outcomeMark } from '../presentation/words.js';
import { meantBy } from '../project/needs.js';
import { isRungId, type RungId, rungIds, rungsFor } from '../rungs/registry.js';
import { formatDuration } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { linkLines, unusual } from './choose/text.js';
import { type RungFlags, rungOptionsOf, rungWords, timeoutOf } from './parts/rung-flags.js';

export interface CanaryFlags extends RungFlags {
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly timeout?: string;
  readonly program?: string;
  readonly upx?: boolean;
  readonly vary?: boolean;
}

/**
 * `musl-wizard canary`: builds a canary by each rung named (or by all), inspects it and runs it: the one that is
 * named, else one in the language of the project here, and then a link of the libraries that the project requires.
 * Exit code 0 when all passed, 1 when one did not.
 */
export const run: Command<CanaryFlags> = async (context, args, flags) => {
  const named = rungsOf(args);
  const files = flags.program === undefined ? await loadProject(context.cwd, context.signal) : null;
  const program = files === null ? programOf(flags.program) : programFor(files);
  const project = files && meantBy(files);
  const timeoutMs = timeoutOf(flags.timeout);
  const rungOptions = rungOptionsOf(flags, context.cwd);
  const machine = await openMachine('local', context);
  const { facts } = await examine(machine, { signal: context.signal, rungOptions, patient: true });
  const rungs = named.length > 0 ? named : rungsFor(facts, rungOptions);

  const results: CanaryResult[] = [];
  for (const rung of rungs) {
    if (context.signal.aborted) break;
    if (!context.quiet) context.err.write(`${rung}\n`);
    const settings: CanaryOptions = {
      rungOptions,
      program,
      upx: flags.upx ?? false,
      keep: flags.keep ?? false,
      timeoutMs,
      signal: context.signal,
      env: context.env,
      onEvent: (event) => tell(context, event),
    };
    const small = await runCanary(rung, facts, settings);
    const first =
      project !== null && small.outcome === 'passed'
        ? withLink(small, project.name, await linkCanary(project, rung, facts, settings))
        : small;
    // What the project requires is not had by another option of the rung.
    const vary = flags.vary && (small.outcome === 'failed' || small.outcome === 'timeout');
    const result = vary ? { ...first, workaround: await findWorkaround(runCanary, rung, facts, settings) } : first;
    results.push(result);
    if (!flags.json)
      context.out.write(pageText(resultLines(result, context.program), context.out.columns, context.program));
  }
  if (flags.json) context.out.write(`${JSON.stringify(document(results), null, 2)}\n`);
  else context.out.write(nextOf(results, flags, context.program));
  const all = results.length === rungs.length && results.every(({ outcome }) => outcome === 'passed');
  return all ? exitCode.yes : exitCode.no;
};

const rungsOf = (args: readonly string[]): readonly RungId[] => {
  const wrong = args.find((arg) => !isRungId(arg));
  if (wrong !== undefined) {
    throw new UsageError(`no such rung: ${sanitizeLine(wrong)}. The rungs are ${rungIds.join(', ')}`);
  }
  return args.filter(isRungId);
};

const programOf = (name = ''): CanaryProgram => {
  if (isCanaryProgram(name)) return name;
  throw new UsageError(`no such canary: ${sanitizeLine(name)}. The canaries are ${canaryPrograms.join(', ')}`);
};

const tell = (context: Context, event: CanaryEvent): void => {
  if (event.type === 'note') context.err.write(`${event.text}\n`);
  if (context.quiet) return;
  if (event.type === 'step-started') {
    context.err.write(`  ${sanitizeLine(event.name)}: ${sanitizeLine(shellQuote(event.command))}\n`);
  } else if (event.type === 'output' && context.verbose) {
    for (const line of event.lines) context.err.write(`    ${line}\n`);
    if (event.dropped > 0) context.err.write(`    … ${event.dropped} more lines in the log\n`);
  }
};

/** A result for people: outcome first, then cause and fix, then where to read more. */
const resultLines = (result: CanaryResult, program: string): readonly string[] => [
  `${outcomeMark[result.outcome].symbol} ${result.rung}: ${outcomeMark[result.outcome].word} after ${formatDuration(result.durationMs)}${usageOf(result)}. ${sanitizeLine(result.reason, 1000)}`,
  ...(result.program && unusual[result.program] ? [`  built: ${unusual[result.program]}`] : []),
  ...linkLines(result).map((line) => `  ${line}`),
  ...plainLines(result.diagnoses.slice(0, 3).flatMap((each) => diagnosisEntries(each, program))),
  ...workaroundLines(result),
  ...(result.outcome !== 'passed' && result.logFile ? [`  log: ${sanitizeLine(result.logFile)}`] : []),
];

/** What to type after canaries: how to build by the first that passed, or how to see what blocks them. */
const nextOf = (results: readonly CanaryResult[], flags: CanaryFlags, program: string): string => {
  if (results.some(({ outcome }) => outcome === 'cancelled')) return '';
  const passed = results.find(({ outcome }) => outcome === 'passed');
  const packed = flags.upx ? ['--upx'] : [];
  const args = passed
    ? shellQuote(['choose', '--rung', passed.rung, ...packed, ...rungWords(flags)])
    : 'doctor --verbose';
  return `${passed ? 'To use it from now on' : 'What blocks it, and the fixes'}: ${program} ${args}\n`;
};

const workaroundLines = ({ workaround }: CanaryResult): readonly string[] => {
  if (!workaround) return [];
  const tried = workaround.tried.length > 0 ? `  did not help: ${workaround.tried.join('; ')}` : null;
  const found = workaround.found
    ? `  fixed by: ${workaround.found.name}. ${workaround.found.givesUp ?? ''}`.trimEnd()
    : null;
  return [tried, found ?? '  No other single change fixed it.'].filter((line) => line !== null);
};

/** `canary --json`; keys are a contract. */
const document = (results: readonly CanaryResult[]) => ({
  schema: 'musl-wizard.canary/1',
  results,
  chosen: null,
  savedTo: null,
});
