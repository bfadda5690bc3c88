import { runCanary } from '../build/canary/run-canary.js';
import type { CanaryResult } from '../build/result.js';
import type { Command, Context } from '../console/context.js';
import { canaryProgramIn } from '../engine/canary-program.js';
import { type CheckedSetup, checkSetup } from '../engine/check-setup.js';
import { describeChange, nameOf } from '../engine/describe-change.js';
import { examine } from '../engine/examine.js';
import type { FoundSetup } from '../engine/find-setup.js';
import { keptFolder, type LastBuild, lastBuildOf } from '../engine/kept-build.js';
import { knownFact } from '../engine/known-fact.js';
import { proofOf, unbuiltWords } from '../engine/proof.js';
import { exitCode, UsageError } from '../errors.js';
import type { Machine } from '../machine/machine.js';
import { openMachine } from '../machine/target.js';
import type { SavedSetup } from '../project/setup.js';
import { basisOf } from '../settings/basis.js';
import { loadStore } from '../settings/load-store.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import { asCalled } from '../text/as-called.js';
import { formatAgo } from '../text/format.js';
import { maskDeep } from '../text/mask-secrets.js';
import { sanitizeLine } from '../text/sanitize.js';
import { setupHere } from './parts/setup-here.js';
import { teamFileDocument } from './parts/tell-steering.js';

export interface StatusFlags {
  readonly json?: boolean;
  readonly check?: boolean;
}

const canaryTimeoutMs = 600_000;

/**
 * `musl-wizard status`: whether the saved setup still stands on the facts that it was proven on.
 * With `--check` the canary is run again, only if one of them changed. Exit code 0: still good.
 */
export const run: Command<StatusFlags> = async (context, args, flags) => {
  if (args.length > 0) throw new UsageError(`status takes no arguments (got: ${sanitizeLine(args.join(' '))})`);
  const folder = configFolder(context.env, context.configDir);
  const { found, team } = await setupHere(context);
  const saved = found?.saved ?? null;
  const machine = await openMachine('local', context);
  const basis = saved ? await checkSetup(machine, saved, context.signal) : { changes: [], unknown: [] };
  const same = basis.changes.length === 0 && basis.unknown.length === 0;
  const checked = saved && !same && flags.check ? await check(context, machine, saved, folder) : null;
  const good = saved !== null && (same || checked?.outcome === 'passed');
  const lastBuild = lastBuildOf(keptFolder(stateFolder(context.env, context.configDir), context.cwd), context.cwd);
  const teamFile = teamFileDocument(team, found?.from ?? null);
  if (flags.json)
    context.out.write(
      `${JSON.stringify({ ...document(found, basis, checked, good), lastBuild, teamFile }, null, 2)}\n`,
    );
  else
    context.out.write(
      `${[...statusLines(found, basis, checked, good), ...lastBuildLines(lastBuild, found?.saved ?? null)]
        .map((line) => asCalled(line, context.program))
        .join('\n')}\n`,
    );
  return good ? exitCode.yes : exitCode.no;
};

/** Runs the canary again; what passes is saved with the facts that it rests on now. */
const check = async (context: Context, machine: Machine, saved: SavedSetup, folder: string): Promise<CanaryResult> => {
  const { facts, captures } = await examine(machine, { signal: context.signal });
  if (!context.quiet) context.err.write(`Something changed or is unknown: trying ${saved.rung} again...\n`);
  const result = await runCanary(saved.rung, facts, {
    rungOptions: saved.options,
    program: await canaryProgramIn(context.cwd, saved.buildSystem),
    upx: saved.upx,
    keep: false,
    timeoutMs: canaryTimeoutMs,
    signal: context.signal,
    env: context.env,
    onEvent: () => {},
  });
  if (result.outcome === 'passed') {
    const { saveSetup } = await loadStore();
    saveSetup(folder, {
      ...saved,
      provedAt: new Date().toISOString(),
      proof: { ...proofOf(result, false), proves: saved.proof.proves ?? 'tools' },
      basis: basisOf((path) => knownFact(facts, captures, path), saved.rung, saved.options),
    });
  }
  return result;
};

const ago = (at: string): string => formatAgo(Date.now() - Date.parse(at));

const statusLines = (
  found: FoundSetup | null,
  { changes, unknown }: CheckedSetup,
  checked: CanaryResult | null,
  good: boolean,
): string[] => {
  if (!found) return ['No setup is saved for this folder.', '  musl-wizard choose'];
  const { setup, saved, from } = found;
  const name = `${setup.rung}${setup.upx ? ' with UPX' : ''}`;
  if (!saved)
    return [
      `musl-wizard.json sets ${name}; it has not been proven on this machine.`,
      `  musl-wizard choose --rung ${setup.rung}`,
    ];
  const whose = from === 'machine' ? ", the machine's own" : '';
  const lines = [
    ...changes.map((change) => `  ${describeChange(change)}`),
    ...unknown.map((path) => `  ${nameOf(path)}: could not be read`),
  ];
  if (lines.length === 0)
    return [`Still valid: ${name}${whose}, proven ${ago(saved.provedAt)}; nothing it depends on has changed.`];
  if (!checked && changes.length === 0)
    return [
      `Unknown whether ${name} is still valid (proven ${ago(saved.provedAt)}):`,
      ...lines,
      '  musl-wizard status --check',
    ];
  if (!checked)
    return [`Changed since ${name} was proven (${ago(saved.provedAt)}):`, ...lines, '  musl-wizard status --check'];
  const outcome = good ? `Still valid: ${name} passed again.` : `No longer valid: ${sanitizeLine(checked.reason, 400)}`;
  return [outcome, ...lines, ...(good ? [] : ['  musl-wizard choose --yes'])];
};

/** What became of the last build, and how far the proof goes where the project was not built. */
const lastBuildLines = (last: LastBuild | null, saved: SavedSetup | null): string[] => {
  if (last !== null) {
    const what =
      last.outcome === 'passed' ? `built: ${last.programs.map((name) => sanitizeLine(name)).join(', ')}` : last.outcome;
    return [`Last build ${ago(last.at)}: ${what}.`];
  }
  const unbuilt = saved?.project && saved.proof.proves ? unbuiltWords(saved.proof.proves) : null;
  return unbuilt === null ? [] : [`${unbuilt.replace(/^t/, 'T')}.`, '  musl-wizard build'];
};

/** `status --json`; keys are a contract (schemas/status.ts). */
const document = (
  found: FoundSetup | null,
  { changes, unknown }: CheckedSetup,
  checked: CanaryResult | null,
  good: boolean,
) => ({
  schema: 'musl-wizard.status/1',
  good,
  setup: found && {
    rung: found.setup.rung,
    upx: found.setup.upx,
    options: maskDeep(found.setup.options),
    from: found.from,
  },
  provedAt: found?.saved?.provedAt ?? null,
  proves: found?.saved?.proof.proves ?? null,
  changes: changes.map((change) => ({ ...change, text: describeChange(change) })),
  unknown,
  checked,
});
