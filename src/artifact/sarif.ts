import type { Log } from 'sarif';
import { sanitizeLine } from '../text/sanitize.js';
import type { GateFailure } from './gate-failures.js';

/** A path as a URI reference: relative where the path is. */
const uri = (path: string): string => {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
};

/**
 * Failures as a SARIF log (OASIS SARIF 2.1.0), as code scanning takes it. Pure.
 * @param version of this program
 */
export const sarifLog = (failures: readonly GateFailure[], version: string): Log => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'musl-wizard',
          semanticVersion: version,
          informationUri: 'https://github.com/musl-wizard/musl-wizard',
          rules: [...new Set(failures.map(({ rule }) => rule))].map((rule) => ({
            id: rule,
            shortDescription: { text: describe(rule) },
          })),
        },
      },
      results: failures.map(({ path, rule, level, message }) => ({
        ruleId: rule,
        level,
        message: { text: sanitizeLine(message, 4096) },
        locations: [{ physicalLocation: { artifactLocation: { uri: uri(path) } } }],
      })),
      columnKind: 'utf16CodeUnits',
    },
  ],
});

const describe = (rule: string): string => {
  if (rule === 'portable') return 'The program starts alone in an empty root.';
  if (rule === 'readable') return 'The file can be read and is not damaged.';
  return `The file is "${rule}".`;
};
