import type { Command, Context } from '../console/context.js';
import { hasPipedText } from '../console/piped-text.js';
import { maySteer } from '../engine/may-steer.js';
import type { RecentLog } from '../engine/recent-logs.js';
import { checkSettings } from '../settings/check-settings.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import { asCalled } from '../text/as-called.js';

/** How long a pipe may stay silent where no person is there to see it wait: a parent may hold one open for ever. */
const unattendedMs = 5000;

/**
 * `musl-wizard` without arguments: the wizard, where there is a terminal that can draw it; the cause of a failure,
 * where a log is piped in; else what `doctor` says, with its exit code, and the command that climbs. Without a
 * terminal nothing is built or saved.
 * @throws {UserError} where what the wizard saves would not count
 */
export const run: Command<object> = async (context) => {
  const obstacle = cannotDraw(context);
  if (obstacle === null) return openWizard(context);
  if (!context.stdin.isTTY && (await hasLog(context))) return (await import('./log-door.js')).runPiped(context);
  const { pageText } = await import('../console/page.js');
  const why = `${obstacle}, so the wizard cannot be shown. This is the output of doctor:`;
  context.err.write(pageText([why], context.err.columns, context.program));
  const { run: doctor } = await import('./doctor.js');
  const code = await doctor(context, [], {});
  const next = asCalled(
    'Nothing was built or saved. To choose without questions: musl-wizard choose --yes',
    context.program,
  );
  context.out.write(pageText(['', next], context.out.columns, context.program));
  return code;
};

/**
 * Opens the wizard on this terminal.
 * @param log the log whose cause is shown first; null: it begins with the machine
 * @throws {UserError} where what the wizard saves would not count
 */
export const openWizard = async (context: Context, log: RecentLog | null = null): Promise<number> => {
  checkPlace(context);
  if (log === null && maySteer(context.cwd)) await (await import('./allow.js')).askOnce(context);
  const { runWizard } = await withoutFetch(() => import('../ui/run-wizard.js'));
  const build = async () => (await import('./build.js')).run({ ...context, quiet: true }, [], {});
  return runWizard(context, process.stdout, { log, build });
};

/**
 * Loads what carries a WebAssembly module as a data URL, as Ink's layout does: it is decoded where there is no `fetch`,
 * which takes Node longer to load than all of Ink.
 */
const withoutFetch = async <T>(load: () => Promise<T>): Promise<T> => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await load();
  } finally {
    if (own) Object.defineProperty(globalThis, 'fetch', own);
  }
};

/** @throws {UserError} where what the wizard saves would not count */
export const checkPlace = ({ env, configDir, cwd }: Context): void => {
  checkSettings(configFolder(env, configDir), stateFolder(env, configDir), cwd);
};

const hasLog = async ({ stdin, out, err, signal }: Context): Promise<boolean> => {
  const found = await hasPipedText(stdin, {
    onWait: () => err.write('Waiting for a log on standard input; without one: musl-wizard doctor\n'),
    limitMs: out.isTTY ? null : unattendedMs,
    signal,
  });
  if (!found) stdin.unref?.(); // a pipe that is still open would keep the process from ending
  return found;
};

/** Why the wizard cannot be drawn here; null when it can. */
export const cannotDraw = ({ stdin, out, env }: Context): string | null => {
  if (!stdin.isTTY) return 'Standard input is not a terminal';
  if (!out.isTTY) return 'Standard output is not a terminal';
  // Such a terminal (Emacs' shell, some editors) prints every control sequence as rubbish.
  return env.TERM === 'dumb' ? 'This terminal can only print (TERM=dumb)' : null;
};
