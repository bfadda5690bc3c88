import { resolve } from 'node:path';
import type { Context } from '../../console/context.js';
import { examine } from '../../engine/examine.js';
import { localSession } from '../../engine/local-session.js';
import { runFlow } from '../../engine/run-flow.js';
import { exitCode, UsageError, UserError } from '../../errors.js';
import { readBounded } from '../../files/read-bounded.js';
import { type FlowRecord, isRecord, recordSchema, replay, sameDecisions } from '../../flow/record.js';
import type { Forest } from '../../flow/schema.js';
import { shippedForest } from '../../flow/shipped.js';
import { defaultPolicy } from '../../ladder/default-policy.js';
import { parseWhatIf } from '../../ladder/what-if.js';
import { openMachine } from '../../machine/target.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import { rootOf } from '../parts/root-of.js';
import { tellProgress } from '../parts/tell-progress.js';
import { writeOutput } from '../parts/write-output.js';
import { openTree } from './open-tree.js';
import { saveFlowSetup } from './save-setup.js';
import { terminalHost } from './terminal-host.js';
import { endLines, traceLines } from './text.js';

export interface FlowRunFlags {
  readonly on?: string;
  readonly answer?: readonly string[];
  readonly whatIf?: readonly string[];
  readonly trace?: string;
  readonly replay?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * `flow run NAME|FILE`: walks a tree on a machine. Exit code 0 where it ends in a setup or a
 * remedy, 1 where it ends elsewhere, 2 where a question has neither answer nor default.
 */
export const runTree = async (context: Context, word: string | undefined, options: FlowRunFlags): Promise<number> => {
  if (options.replay) return replayFile(context, word, options.replay, options.json ?? false);
  const { tree, forest } = await openTree(context, word, 'walk');
  const answers = parseAnswers(options.answer ?? [], forest);
  const target = options.on ?? 'local';
  const whatIf = (options.whatIf ?? []).map(parseWhatIf);
  const machine = await openMachine(target, context);
  // Supposed facts cannot be tried out: no canary and no fix runs on them.
  const here = target === 'local' && whatIf.length === 0;
  const session = here ? await sessionOf(context) : null;
  const { events, state, end } = await runFlow(
    forest,
    tree,
    answers,
    terminalHost({
      context,
      session,
      strange: !options.yes && tree !== shippedForest.get(tree.flow),
      elsewhere:
        target === 'local'
          ? 'facts are assumed (--what-if), so nothing is tried'
          : `${target} is another machine, so nothing is tried on it`,
      examine: async () => (session ? session.examine() : examine(machine, { signal: context.signal, whatIf })),
    }),
  );
  const record: FlowRecord = {
    schema: recordSchema,
    flow: tree.flow,
    target,
    answers,
    trace: state.trace,
    end,
    events: events.map(bare),
  };
  if (options.trace) {
    const text = `${JSON.stringify(record, null, 2)}\n`;
    await writeOutput(resolve(context.cwd, options.trace), text, {
      cwd: context.cwd,
      mode: 0o600,
      signal: context.signal,
    });
  }
  tell(context, record, options.json ?? false);
  if (session && end.setup) await saveFlowSetup(context, session, end.setup, options.yes ?? false);
  return codeOf(record);
};

const codeOf = ({ end }: FlowRecord): number => (end.done === 'elsewhere' ? exitCode.no : exitCode.yes);

/** Without what no tree looks at: captures may hold what should not be shared. */
const bare = (event: FlowRecord['events'][number]): FlowRecord['events'][number] => {
  if (!('seen' in event) || event.seen === null) return event;
  const { facts, findings, rungs } = event.seen;
  return { ...event, seen: { facts, findings, rungs } };
};

const sessionOf = async (context: Context) => {
  const { cwd, env, configDir, signal } = context;
  const session = await localSession({
    cwd,
    env,
    configDir,
    patience: context.patience,
    policy: defaultPolicy,
    rungOptions: {},
    signal,
    ...rootOf(context),
  });
  if (!context.quiet) tellProgress(session, context);
  return session;
};

const tell = (context: Context, record: FlowRecord, json: boolean): void => {
  if (json) {
    context.out.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  if (!context.quiet)
    context.out.write(
      `${traceLines(record.trace)
        .map((line) => `· ${line}`)
        .join('\n')}\n\n`,
    );
  context.out.write(`${endLines(record.end, context.out.columns, context.program).join('\n')}\n`);
};

/** `ID=VALUE`, checked against the questions of all trees. */
const parseAnswers = (given: readonly string[], forest: Forest): Record<string, string> => {
  const questions = new Map<string, readonly string[]>();
  for (const { nodes } of forest.values())
    for (const [id, node] of Object.entries(nodes))
      if ('ask' in node) questions.set(node.id ?? id, Object.keys(node.answers));
  return Object.fromEntries(
    given.map((text) => {
      const [, id = '', value = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
      const answers = questions.get(id);
      if (!answers) throw new UsageError(`no tree asks "${sanitizeLine(id || text, 80)}"; --answer takes ID=VALUE`);
      if (!answers.includes(value))
        throw new UsageError(`--answer ${id} must be one of ${answers.join(', ')} (got: ${sanitizeLine(value, 80)})`);
      return [id, value];
    }),
  );
};

/** Walks a saved trace again, over the trees as they are now, and says whether it comes to the same. */
const replayFile = async (context: Context, word: string | undefined, file: string, json: boolean): Promise<number> => {
  const record = await readRecord(resolve(context.cwd, file));
  const { forest } = await openTree(context, word ?? record.flow, 'read');
  const { trace, end } = replay(forest, record);
  const same = sameDecisions(record.trace, trace);
  if (!end || same < record.trace.length) {
    const parted = record.trace[same];
    throw new UserError(
      `the trees have changed since the trace was saved: after ${same} decisions the walk differs`,
      parted
        ? [
            `then: ${parted.tree}/${parted.node} ${parted.outcome}`,
            `now: ${trace[same]?.node ?? 'no further decision'}`,
          ]
        : [],
      [`musl-wizard flow run ${shellQuote([record.flow])} --on TARGET`],
      exitCode.no,
    );
  }
  const again = { ...record, trace, end };
  tell(context, again, json);
  return codeOf(again);
};

/** A walk holds the facts of each time that the machine was read. */
const maxRecordBytes = 64 * 1024 * 1024;

const readRecord = async (file: string): Promise<FlowRecord> => {
  const wrong = (evidence: string, cause?: unknown) =>
    new UserError(
      `not a trace of a walk: ${file}`,
      [evidence],
      ['musl-wizard flow run NAME --trace FILE'],
      exitCode.broken,
      { cause },
    );
  let document: unknown;
  try {
    document = JSON.parse(readBounded(file, maxRecordBytes));
  } catch (error) {
    throw wrong(String(error), error);
  }
  if (!isRecord(document)) throw wrong(`its schema is not ${recordSchema}`);
  return document;
};
