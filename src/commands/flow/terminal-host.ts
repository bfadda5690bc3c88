/** The effects of `flow run` on a plain terminal, or without one. */

import { createInterface } from 'node:readline/promises';
import { canAsk, confirm } from '../../console/ask.js';
import type { Context } from '../../console/context.js';
import { runnerOf } from '../../console/runner.js';
import type { Fix } from '../../diagnosis/finding.js';
import type { FlowHost, Tried } from '../../engine/run-flow.js';
import type { Session } from '../../engine/session.js';
import { UsageError } from '../../errors.js';
import type { FlowContext } from '../../flow/condition.js';
import type { Ask } from '../../flow/schema.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/registry.js';
import { asRun } from '../../text/as-run.js';
import { sanitize, sanitizeLine } from '../../text/sanitize.js';
import { promptLines } from '../../text/shown-command.js';

export interface HostOptions {
  readonly context: Context;
  readonly examine: () => Promise<FlowContext>;
  /** The session that tries and fixes; null on another machine, where neither can be done. */
  readonly session: Session | null;
  /** Why it cannot, in one sentence. */
  readonly elsewhere: string;
  /** The tree came from outside, so what it hands to a rung (an image, a nixpkgs) is shown and confirmed. */
  readonly strange: boolean;
}

/** Prompts on standard error, so that standard output has the answer alone. */
export const terminalHost = ({ context, examine, session, elsewhere, strange }: HostOptions): FlowHost => {
  const say = (text: string) => {
    if (!context.quiet) context.err.write(`${sanitize(text)}\n`);
  };
  return {
    examine,
    ask: async (id, question) => {
      if (canAsk(context)) return { value: await askPerson(context, question), by: 'person' };
      if (question.default !== undefined) return { value: question.default, by: 'default' };
      throw new UsageError(
        `the tree asks "${sanitizeLine(question.ask)}" and there is no terminal to answer on; add --answer ${id}=${Object.keys(question.answers).join('|')}`,
      );
    },
    fix: async (title, wanted, finding) => {
      const fix = asRun(wanted, runnerOf(context));
      if (session === null) return { seen: null, reason: elsewhere };
      if (!canAsk(context)) return { seen: null, reason: `${sanitizeLine(title)}: no terminal to confirm the fix on` };
      say(`\n${title}`);
      for (const line of describeFix(fix)) say(`  ${line}`);
      if (!fix.runnable) {
        const done = await confirm(context, 'Done? The machine will be re-scanned.');
        return { seen: done ? await examine() : null, reason: done ? 'done by hand' : 'not done' };
      }
      if (!(await confirm(context, 'Run this?'))) return { seen: null, reason: 'declined' };
      const { applied, reason } = await session.fix(finding ?? `flow: ${fix.title}`, fix);
      // The session has read the machine again.
      return { seen: applied ? session.state().examination : null, reason };
    },
    attempt: async (rung, options) => {
      if (session === null) return { outcome: 'skipped', cause: null, reason: elsewhere };
      if (strange && Object.keys(options).length > 0) {
        const question = `Try ${rung} with the options set by the tree: ${JSON.stringify(options)}?`;
        if (!canAsk(context) || !(await confirm(context, question)))
          return {
            outcome: 'skipped',
            cause: null,
            reason: 'options set by a tree that is not built in need your confirmation, or --yes',
          };
      }
      return attempt(session, rung, options);
    },
    note: async (text) => say(`\n${text}`),
  };
};

const attempt = async (session: Session, rung: RungId, rungOptions: RungOptions): Promise<Tried> => {
  const { outcome, diagnoses, reason } = await session.try(rung, { rungOptions });
  const cause = diagnoses.find(({ root }) => root)?.cause ?? null;
  if (outcome === 'cancelled') return { outcome: 'skipped', cause, reason };
  return { outcome: outcome === 'timeout' ? 'failed' : outcome, cause, reason };
};

const describeFix = ({ title, commands, needsRoot, changes, undo }: Fix): readonly string[] => [
  sanitizeLine(title, 400),
  ...commands.flatMap(promptLines),
  ...(needsRoot ? ['needs root'] : []),
  ...(changes ? [sanitizeLine(changes, 400)] : []),
  ...(undo ? ['undo:', ...promptLines(undo).map((each) => `  ${each}`)] : []),
];

/** Asks until one of the answers, by word or number, is given; Enter alone takes the default. */
const askPerson = async (context: Context, { ask, help, answers, default: preset }: Ask): Promise<string> => {
  const say = (text: string) => context.err.write(`${sanitize(text)}\n`);
  const words = Object.keys(answers);
  say(`\n${ask}`);
  if (help) say(`  ${help}`);
  for (const [at, [word, label]] of Object.entries(answers).entries())
    say(`  ${at + 1}) ${word}: ${label}${word === preset ? '  (default)' : ''}`);
  const lines = createInterface({ input: context.stdin, output: process.stderr });
  try {
    for (;;) {
      const given = (await lines.question('> ', { signal: context.signal })).trim();
      const chosen = given === '' ? preset : words.includes(given) ? given : words[Number.parseInt(given, 10) - 1];
      if (chosen !== undefined) return chosen;
      say(`Enter one of ${words.join(', ')}, or its number.`);
    }
  } finally {
    lines.close();
  }
};
