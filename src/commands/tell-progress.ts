import type { Session } from '../engine/session.js';
import { formatDuration } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import type { Context } from './context.js';

/** Tells on standard error what a session does, a line a step; with --verbose also what the tools print. */
export const tellProgress = (session: Session, context: Context): void => {
  const say = (line: string) => context.err.write(`${line}\n`);
  session.subscribe((event) => {
    if (event.type === 'examining') say('Reading the machine …');
    else if (event.type === 'trying') say(`Trying ${event.rung} …`);
    else if (event.type === 'tried') {
      const { outcome, durationMs, reason } = event.result;
      say(`  ${outcome} after ${formatDuration(durationMs)}: ${sanitizeLine(reason, 400)}`);
    } else if (event.type === 'canary') {
      const { event: inner } = event;
      if (inner.type === 'note') say(inner.text);
      else if (inner.type === 'step-started') say(`  ${sanitizeLine(inner.name)}`);
      else if (inner.type === 'output' && context.verbose) for (const line of inner.lines) say(`    ${line}`);
    }
  });
};
