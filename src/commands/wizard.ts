import type { Command, Context } from '../console/context.js';
import { maySteer } from '../engine/may-steer.js';
import { asCalled } from '../text/as-called.js';

/**
 * `musl-wizard` without words: the wizard, where there is a terminal that can draw it; else what `doctor` says, with
 * its exit code, and the command that climbs. Nothing is built or saved unasked.
 */
export const run: Command<object> = async (context) => {
  const obstacle = whyNotHere(context);
  if (obstacle === null) {
    if (maySteer(context.cwd)) await (await import('./allow.js')).askOnce(context);
    const { runWizard } = await import('../ui/run-wizard.js');
    return runWizard(context, process.stdout);
  }
  context.err.write(`${obstacle}, so the wizard cannot be shown; this is what doctor says.\n`);
  const { run: doctor } = await import('./doctor.js');
  const code = await doctor(context, [], {});
  context.out.write(
    asCalled('\nNothing was built or saved. To climb without questions: musl-wizard choose --yes\n', context.program),
  );
  return code;
};

/** Why the wizard cannot be drawn here; null when it can. */
const whyNotHere = ({ stdin, out, env }: Context): string | null => {
  if (!stdin.isTTY) return 'Standard input is no terminal';
  if (!out.isTTY) return 'Standard output is no terminal';
  // Such a terminal (Emacs' shell, some editors) prints every control sequence as rubbish.
  return env.TERM === 'dumb' ? 'This terminal can only print (TERM=dumb)' : null;
};
