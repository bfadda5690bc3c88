import type { Context } from '../console/context.js';
import { runnerOf } from '../console/runner.js';
import type { LendTerminal } from '../engine/become-root.js';
import type { RecentLog } from '../engine/recent-logs.js';
import type { Session } from '../engine/session.js';
import { exitCode } from '../errors.js';
import { defaultPolicy } from '../ladder/default-policy.js';
import { loadStore } from '../settings/load-store.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import { takesUtf8 } from '../text/ascii.js';
import { themeFor } from './components/theme.js';
import { type Controller, createController, type Ports } from './controller.js';
import { render } from './ink.js';
import { initialModel, type Model } from './model/model.js';
import { Root } from './root.js';
import { summary } from './summary.js';
import { copySequence } from './terminal/clipboard.js';
import { FrameStream } from './terminal/frame-stream.js';
import { readKeys } from './terminal/read-keys.js';
import { openTerminal } from './terminal/terminal.js';

/** What the wizard drives; a test brings its own. */
export interface Wizard {
  /** Loaded while the first frame is already on the screen. */
  readonly session: (lend: LendTerminal) => Promise<Session>;
  readonly plan: Ports['plan'];
  readonly write: Ports['write'];
  readonly explain: Ports['explain'];
  readonly kept: Ports['kept'];
  readonly findLogs: Ports['findLogs'];
  readonly explainLog: Ports['explainLog'];
}

/**
 * Runs the wizard in a terminal and gives its exit code: 0 when the user left it, with or without
 * a saved setup, 130 when it was interrupted; of a log, 1 where its cause is not known. Whatever happens, the terminal is
 * restored before this settles.
 * @param log the log whose cause is shown first; null: it begins with the machine
 * @param build puts the programs of the project in their place where the wizard ended in that; gives its exit code
 */
export const runWizard = async (
  context: Context,
  stdout: NodeJS.WriteStream,
  { log, build }: { readonly log: RecentLog | null; readonly build: () => Promise<number> },
  { session, plan, write, explain, kept, findLogs, explainLog }: Wizard = localWizard(context),
): Promise<number> => {
  const { stdin, env } = context;
  const spoken = env.INK_SCREEN_READER === 'true';
  const ascii = !takesUtf8(env);
  const screen = new FrameStream(stdout, ascii);
  // A screen reader follows the cursor through plain rows: there Ink writes by itself, on the normal screen.
  const terminal = spoken ? null : openTerminal(screen, stdin);
  const controller = createController(
    initialModel({ columns: screen.columns, rows: screen.rows }, Date.now(), spoken, runnerOf(context)),
    {
      now: Date.now,
      kept,
      plan,
      write,
      explain,
      findLogs,
      explainLog,
      checkValue: async (kind, text, images) => {
        const { checkValue } = await import('../engine/fix-value.js');
        return checkValue(kind, text, { cwd: context.cwd, env, images });
      },
      completeValue: async (kind, text, images) => {
        const { completeValue } = await import('../engine/fix-value.js');
        return completeValue(kind, text, { cwd: context.cwd, env, images });
      },
      page: async (path) => (await import('./terminal/pager.js')).page(path, context, lend),
      copy: (text) => {
        stdout.write(copySequence(text, env));
        return 'Copied to the clipboard, if this terminal supports it (OSC 52).';
      },
      suspend: () => terminal?.suspend(),
      redraw: () => screen.repaint(),
      isPainted: () => spoken || screen.isPainted(),
    },
  );
  let stopReading = readKeys(stdin, controller.send, Date.now);
  const lend: LendTerminal = async (work) => {
    stopReading();
    const takeBack = terminal?.lend();
    try {
      return await work((text) => void stdout.write(text));
    } finally {
      takeBack?.();
      if (!controller.model().leaving) stopReading = readKeys(stdin, controller.send, Date.now);
    }
  };
  const guard = guardProcess(context, stdout, controller);
  const ink = render(<Root controller={controller} theme={themeFor(context.out.color)} />, {
    stdin,
    stdout: spoken ? stdout : (screen as unknown as NodeJS.WriteStream),
    debug: !spoken,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: spoken,
  });
  ink.waitUntilExit().catch(guard.fail);
  try {
    if (log) controller.send({ type: 'open-log', log });
    session(lend).then(controller.attach, guard.fail);
    const { interrupted } = await controller.ended;
    guard.check();
    finish();
    context.out.write(summary(controller.model()));
    if (interrupted) return exitCode.interrupted;
    const { door, answer, building } = controller.model();
    if (door === null) await tellOtherwise(context, controller.model());
    if (building) return await build();
    const isUnknown = door !== null && answer?.log.path === door.path && (answer.explanation?.unknown.length ?? 0) > 0;
    return isUnknown ? exitCode.no : exitCode.yes;
  } finally {
    finish();
  }

  function finish(): void {
    guard.release();
    stopReading();
    ink.unmount();
    terminal?.release();
    stdin.unref();
  }
};

/** Where nothing worked: how this very project is made static anyway. */
const tellOtherwise = async ({ cwd, env, out }: Context, { session }: Model): Promise<void> => {
  if (session.saved || session.results.some(({ outcome }) => outcome === 'passed')) return;
  const { withoutRung } = await import('../engine/without-rung.js');
  const found = await withoutRung(cwd, env);
  if (found) out.write(`${found.why}\n  ${found.command}\n`);
};

/** Turns what can end a process from outside into an orderly end. */
const guardProcess = (context: Context, stdout: NodeJS.WriteStream, controller: Controller) => {
  let failure: { readonly error: unknown } | null = null;
  // What runs is stopped first; the error is reported once the terminal is restored.
  const fail = (error: unknown): void => {
    failure ??= { error };
    controller.leave();
  };
  const gone = (): void => controller.leave();
  context.signal.addEventListener('abort', gone);
  if (context.signal.aborted) gone();
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  stdout.on('error', gone);
  context.stdin.on('end', gone);
  context.stdin.on('error', gone);
  return {
    fail,
    /** @throws the error passed to `fail` */
    check: () => {
      if (failure) throw failure.error;
    },
    release: () => {
      context.signal.removeEventListener('abort', gone);
      process.off('uncaughtException', fail);
      process.off('unhandledRejection', fail);
      stdout.off('error', gone);
      context.stdin.off('end', gone);
      context.stdin.off('error', gone);
    },
  };
};

/** The wizard for this machine and folder. What the first frame does not need is loaded after it. */
const localWizard = (context: Context): Wizard => {
  const { cwd, env, configDir, signal } = context;
  return {
    session: async (lend) => {
      const { localSession } = await import('../engine/local-session.js');
      const { peekSetup } = await loadStore();
      const saved = peekSetup(configFolder(env, configDir), cwd).setup;
      return localSession({
        cwd,
        env,
        configDir,
        patience: context.patience,
        policy: saved ? { ...defaultPolicy, start: saved.rung } : defaultPolicy,
        rungOptions: saved?.options ?? {},
        buildSystem: saved?.buildSystem,
        signal,
        builds: true,
        elevation: runnerOf(context).elevation,
        lend,
      });
    },
    plan: async (session, rung) => {
      const { planSave } = await import('../engine/save-plan.js');
      return planSave(configFolder(env, configDir), cwd, session.proposal(rung));
    },
    kept: async () => {
      const { keptSetup } = await import('../engine/kept-setup.js');
      return keptSetup(configFolder(env, configDir), stateFolder(env, configDir), cwd);
    },
    findLogs: async () => (await import('../engine/recent-logs.js')).recentLogs(cwd, env),
    explainLog: async ({ path, place }, facts, logSignal) => {
      const [{ explainStream }, { openInput }] = await Promise.all([
        import('../explain/explain.js'),
        import('../console/open-input.js'),
      ]);
      const until = AbortSignal.any([signal, logSignal]);
      return explainStream(openInput(path, { ...context, signal: until }), { facts, place });
    },
    explain: async (examination, rung) => {
      const { explainVerdict } = await import('../ladder/why.js');
      return explainVerdict(rung, examination);
    },
    write: async (files) => {
      const { writeRecipe } = await import('../engine/save-plan.js');
      await writeRecipe(cwd, files);
    },
  };
};
