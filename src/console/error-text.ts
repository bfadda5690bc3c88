import type { UserError } from '../errors.js';
import { asCalled } from '../text/as-called.js';
import { maskSecrets } from '../text/mask-secrets.js';
import { sanitize } from '../text/sanitize.js';

/** An error that the user can act on, as text for a terminal: what happened, what was seen, what to do; without secrets. Pure. */
export const errorText = ({ message, evidence, nextSteps }: UserError, program: string): string => {
  const rows = [message, ...evidence.map((line) => `  ${line}`)];
  const steps = nextSteps.map((step) => `  → ${asCalled(step, program)}`);
  return [...rows, ...steps].map((row) => `${sanitize(maskSecrets(row))}\n`).join('');
};
