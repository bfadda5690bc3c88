import { join } from 'node:path';
import { canAsk, confirm } from '../../console/ask.js';
import type { Context } from '../../console/context.js';
import { runnerOf } from '../../console/runner.js';
import type { Finding, Fix } from '../../diagnosis/finding.js';
import type { Examination } from '../../engine/examination.js';
import { type ExamineOptions, examine } from '../../engine/examine.js';
import { journalFor, readJournal, undoable } from '../../engine/journal.js';
import { localShell } from '../../engine/local-shell.js';
import { runFix } from '../../engine/run-fix.js';
import { exitCode, UsageError } from '../../errors.js';
import { openMachine } from '../../machine/target.js';
import { fixEntries } from '../../presentation/finding.js';
import { painter } from '../../presentation/paint.js';
import { span } from '../../presentation/span.js';
import { stateFolder } from '../../settings/paths.js';
import { asCalled } from '../../text/as-called.js';
import { asRun } from '../../text/as-run.js';
import { sanitize, sanitizeLine } from '../../text/sanitize.js';
import { rootOf } from '../parts/root-of.js';

/**
 * Offers the fixes that can be carried out here, one by one, worst finding first, each only after
 * its commands were shown and confirmed; examines again after each and says whether it helped.
 * Gives the exit code: 0 when some rung is ready in the end.
 */
export const offerFixes = async (
  context: Context,
  examination: Examination,
  settings: ExamineOptions,
): Promise<number> => {
  if (!canAsk(context))
    throw new UsageError(
      'doctor --fix asks before each fix, so it needs a terminal. doctor --verbose lists the fixes.',
    );
  const folder = stateFolder(context.env, context.configDir);
  const journal = journalFor(folder, context.cwd);
  const runner = runnerOf(context);
  const shell = localShell({
    logFile: join(folder, 'fix.log'),
    cwd: context.cwd,
    env: context.env,
    ...rootOf(context),
  });
  const say = (text: string) => context.err.write(`${text}\n`);
  const paint = painter(context.err.color);

  const offered = new Set<string>();
  let current = examination;
  for (let offer = nextOffer(current, offered); offer && !context.signal.aborted; offer = nextOffer(current, offered)) {
    const { finding } = offer;
    offered.add(keyOf(finding, offer.fix));
    const fix = asRun(offer.fix, runner);
    say('');
    say(paint([span(finding.title, 'strong')]));
    for (const { lead, text, tone } of fixEntries(fix, 'musl-wizard')) say(paint([...lead, { text, tone }]));
    if (!(await confirm(context, 'Run this?'))) continue;
    const done = await runFix(finding.id, fix, { ...shell, journal }, context.signal);
    if (done.output) say(sanitize(done.output.trimEnd()));
    say(sanitizeLine(done.reason, 400));
    if (context.signal.aborted) break;
    current = await examine(await openMachine('local', context), settings);
    if (done.applied) say(sanitizeLine(afterFix(finding, current.findings), 400));
  }
  if (offered.size === 0)
    say('No fix can be run from here; doctor --verbose shows what others (an administrator, the host) can do.');
  else if (undoable(readJournal(journal)).length === 0) say('Nothing was changed.');
  else say(asCalled('To undo the changes: musl-wizard undo', context.program));
  return current.rungs.some(({ verdict }) => verdict === 'ready') ? exitCode.yes : exitCode.no;
};

/** What a fix did to its finding, in a sentence. */
export const afterFix = ({ id, title }: Finding, now: readonly Finding[]): string => {
  const still = now.filter((one) => one.id === id);
  const [one] = still;
  if (one === undefined) return 'Fixed: the finding is gone.';
  const same = still.some((left) => left.title === title);
  return same ? 'Not fixed: the finding is still there.' : `Not fixed; now: ${one.title}`;
};

const keyOf = (finding: Finding, fix: Fix): string => `${finding.id} ${fix.title}`;

const nextOffer = ({ findings }: Examination, offered: ReadonlySet<string>): { finding: Finding; fix: Fix } | null => {
  for (const finding of findings) {
    const fix = finding.fixes.find((each) => each.runnable && !offered.has(keyOf(finding, each)));
    if (fix) return { finding, fix };
  }
  return null;
};
