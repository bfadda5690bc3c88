import type { CanaryEvent } from '../../build/canary/canary.js';
import type { Context } from '../../console/context.js';
import type { Session } from '../../engine/session.js';
import { formatDuration } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';

/** Prints on standard error what a session does, a line a step; with --verbose also what the tools print. */
export const tellProgress = (session: Session, context: Context): void => {
  const say = (line: string) => context.err.write(`${line}\n`);
  const tell = tellEvent(context);
  session.subscribe((event) => {
    if (event.type === 'examining') say('Scanning the machine...');
    else if (event.type === 'trying') say(`Trying ${event.rung}...`);
    else if (event.type === 'tried') {
      const { outcome, durationMs, reason } = event.result;
      say(`  ${outcome} after ${formatDuration(durationMs)}: ${sanitizeLine(reason, 400)}`);
    } else if (event.type === 'canary') tell(event.event);
  });
};

/** Prints one event of a canary or a build. */
export const tellEvent =
  ({ err, verbose }: Context) =>
  (event: CanaryEvent): void => {
    if (event.type === 'note') err.write(`${event.text}\n`);
    else if (event.type === 'step-started') err.write(`  ${sanitizeLine(event.name)}\n`);
    else if (event.type === 'output' && verbose) for (const line of event.lines) err.write(`    ${line}\n`);
  };
