import type { Command, Context } from '../console/context.js';
import { builtForIn } from '../engine/built-for.js';
import type { Examination } from '../engine/examination.js';
import { examine } from '../engine/examine.js';
import { loadProject } from '../engine/load-project.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import type { Domain, Facts } from '../facts/facts.js';
import type { Override } from '../ladder/what-if.js';
import { openMachine } from '../machine/target.js';
import { probes } from '../probes/index.js';
import type { ChosenProject } from '../project/project.js';
import { stateFolder } from '../settings/paths.js';
import { sanitizeLine } from '../text/sanitize.js';
import { parseDeadline } from './parts/parse-deadline.js';

export interface DoctorOptions {
  readonly json?: boolean;
  readonly on?: readonly string[];
  readonly domain?: readonly string[];
  readonly whatIf?: readonly string[];
  readonly deadline?: string;
  readonly readOnly?: boolean;
  readonly fix?: boolean;
  readonly ladder?: string;
}

/** A machine of `--on` that was examined, or why it could not be. */
export type Examined =
  | { readonly target: string; readonly examination: Examination }
  | { readonly target: string; readonly error: UserError };

/**
 * `musl-wizard doctor`: reads machines and reports what blocks a static binary there.
 * Exit code 0 when some rung is ready (of several machines: on each), 1 when none is, 3 when one of
 * several machines could not be read.
 */
export const run: Command<DoctorOptions> = async (context, args, options) => {
  if (args.length > 0) throw new UsageError(`doctor takes no arguments (got: ${sanitizeLine(args.join(' '))})`);
  const targets = options.on ?? ['local'];
  if (options.fix && (targets.length > 1 || targets[0] !== 'local' || options.whatIf || options.json)) {
    throw new UsageError('doctor --fix works only on this machine, without --on, --what-if or --json.');
  }
  const settings = {
    signal: context.signal,
    ...(options.deadline === undefined ? {} : { deadlineMs: parseDeadline(options.deadline) }),
    readOnly: options.readOnly ?? false,
    ...(options.domain ? { domains: options.domain.map(parseDomain) } : {}),
    whatIf: await suppositions(options.whatIf),
    project: {
      read: () => loadProject(context.cwd, context.signal),
      ...(targets.every((target) => target === 'local')
        ? { builtFor: builtForIn(context.env), failedBefore: failuresHere(context) }
        : {}),
    },
    ...(options.ladder === undefined ? {} : { policy: await policyOf(options.ladder, context) }),
  };
  const examined = await Promise.all(targets.map((target) => examineTarget(target, targets.length > 1)));
  if (options.json) context.out.write(`${JSON.stringify(documentOf(examined), null, 2)}\n`);
  else await show(context, examined, settings.domains);

  const [first] = examined;
  if (options.fix && first && 'examination' in first) {
    const { offerFixes } = await import('./doctor/fix.js');
    return offerFixes(context, first.examination, settings);
  }
  return codeOf(examined, settings.domains);

  /** Of several machines one that cannot be reached takes none of the others down. */
  async function examineTarget(target: string, several: boolean): Promise<Examined> {
    try {
      const machine = await openMachine(target, context);
      return { target, examination: await examine(machine, settings) };
    } catch (error) {
      if (!(error instanceof UserError) || !several) throw error;
      return { target, error };
    }
  }
};

/** What is remembered of the project in this folder. */
const failuresHere =
  ({ cwd, env, configDir, signal }: Context) =>
  async ({ build }: ChosenProject, facts: Facts) => {
    const [{ failedBefore }, { keptFolder }] = await Promise.all([
      import('../engine/failed-tries.js'),
      import('../engine/kept-build.js'),
    ]);
    const kept = keptFolder(stateFolder(env, configDir), cwd);
    const tried = { kept, folder: cwd, buildSystem: build.system, options: {}, args: [], env, signal };
    return failedBefore(tried, facts, new Date());
  };

/** With `--domain` verdicts stay open, so that there only the findings count: 0 where none of them blocks. */
const codeOf = (examined: readonly Examined[], domains?: readonly Domain[]): number => {
  if (examined.some((each) => 'error' in each)) return exitCode.broken;
  const fine = (each: Examined) => {
    if ('error' in each) return false;
    const { findings, rungs } = each.examination;
    return domains
      ? !findings.some(({ severity }) => severity === 'blocker')
      : rungs.some(({ verdict }) => verdict === 'ready');
  };
  return examined.every(fine) ? exitCode.yes : exitCode.no;
};

/** Each way to show is loaded only where it is used: a table measures text, and the measure alone takes a third of a start. */
const show = async (context: Context, examined: readonly Examined[], domains?: readonly Domain[]): Promise<void> => {
  const { out, verbose, program } = context;
  const [first] = examined;
  if (domains) {
    const { renderDomains } = await import('./doctor/domains.js');
    for (const each of examined) {
      if ('examination' in each) out.write(renderDomains(each.examination, domains, out, verbose, program));
      else out.write(`${sanitizeLine(each.target, 60)}  ${sanitizeLine(each.error.message)}\n`);
    }
  } else if (examined.length === 1 && first && 'examination' in first) {
    const { renderMachine } = await import('./doctor/text.js');
    out.write(renderMachine(first.examination, out, verbose, program));
  } else {
    const { renderTable } = await import('./doctor/table.js');
    out.write(renderTable(examined, out, verbose, program));
  }
};

/** What `doctor --json` gives: the document of one machine, or all of them under `machines`. */
export const documentOf = (examined: readonly Examined[]): unknown => {
  const [first] = examined;
  if (examined.length === 1 && first) return machineDocument(first);
  return { schema: 'musl-wizard.doctor/1', machines: examined.map(machineDocument) };
};

const machineDocument = (each: Examined): unknown => {
  const schema = 'musl-wizard.doctor/1';
  if ('error' in each) {
    const { message, evidence } = each.error;
    return { schema, machine: { target: each.target }, error: { message, evidence } };
  }
  const { captures: _, ...document } = each.examination;
  return { schema, ...document };
};

const policyOf = async (file: string, { cwd }: Context) =>
  (await import('./parts/read-policy.js')).readPolicy(file, cwd);

/** The reader of suppositions brings the schema of all facts, so it is loaded only when there are any. */
const suppositions = async (texts: readonly string[] = []): Promise<readonly Override[]> => {
  if (texts.length === 0) return [];
  const { parseWhatIf } = await import('../ladder/what-if.js');
  return texts.map(parseWhatIf);
};

const parseDomain = (name: string): Domain => {
  const domains = probes.map(({ domain }) => domain);
  const domain = domains.find((each) => each === name);
  if (!domain) throw new UsageError(`no such domain: ${sanitizeLine(name, 40)}. The domains are ${domains.join(', ')}`);
  return domain;
};
