import { sanitizeLine } from '../text/sanitize.js';
import type { GateFailure } from './gate-failures.js';

// A command ends at its line, and a value of its properties at a comma or colon; source: @actions/core, command.ts.
const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/**
 * Failures as workflow commands of GitHub Actions, a line each, which its runner shows as annotations. Pure.
 * @returns '' where there are none
 */
export const githubAnnotations = (failures: readonly GateFailure[]): string =>
  failures
    .map(({ path, rule, level, message }) => {
      const title = property(`musl-wizard: ${sanitizeLine(rule)}`);
      const file = property(sanitizeLine(path, 4096));
      return `::${level} file=${file},title=${title}::${data(sanitizeLine(`${path}: ${message}`, 4096))}\n`;
    })
    .join('');
