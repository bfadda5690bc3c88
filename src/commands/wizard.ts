import type { Command, Context } from '../console/context.js';

/**
 * `musl-wizard` without words: the wizard, where there is a terminal that can draw it; else the
 * same climb without questions, and a line that says so.
 */
export const run: Command<object> = async (context) => {
  const obstacle = whyNotHere(context);
  if (obstacle === null) {
    const { runWizard } = await import('../ui/run-wizard.js');
    return runWizard(context, process.stdout);
  }
  context.err.write(
    `${obstacle}, so the wizard cannot be shown; climbing without questions instead (musl-wizard choose).\n`,
  );
  const { run: choose } = await import('./choose.js');
  return choose(context, [], {});
};

/** Why the wizard cannot be drawn here; null when it can. */
const whyNotHere = ({ stdin, out, env }: Context): string | null => {
  if (!stdin.isTTY) return 'Standard input is no terminal';
  if (!out.isTTY) return 'Standard output is no terminal';
  // Such a terminal (Emacs' shell, some editors) prints every control sequence as rubbish.
  return env.TERM === 'dumb' ? 'This terminal can only print (TERM=dumb)' : null;
};
