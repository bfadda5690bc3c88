import { rungIds } from '../rungs/registry.js';
import { type CatalogueEntry, catalogue } from './catalogue.js';
import { domainOf } from './domain-of.js';
import { type Threshold, thresholds } from './thresholds.js';

/** The reference of all findings and thresholds, as Markdown (docs/findings.md). Pure. */
export const findingsReference = (): string => {
  const entries = Object.entries<CatalogueEntry>(catalogue);
  const domains = [...new Set(entries.map(([id]) => groupOf(id)))];
  const sections = domains.flatMap((domain) => [
    `## ${domain}`,
    '',
    '| id | worst severity | rungs | meaning |',
    '|---|---|---|---|',
    ...entries.filter(([id]) => groupOf(id) === domain).map(row),
    '',
  ]);
  return [
    '# Findings',
    '',
    'For users of `doctor` and authors of flows: what `musl-wizard doctor` can report about a machine, and a canary about its',
    'build. The ids are stable: flows and scripts can rely on them.',
    'A *blocker* prevents a rung from working; a *warning* may; an *info* is good to know. Findings named',
    '`…-unknown` leave the verdict of their rungs open.',
    '',
    'Generated from `src/diagnosis/catalogue.ts` and `flows/thresholds.yaml` by `npm test -- test/diagnosis/reference -u`.',
    '',
    ...sections,
    '## Thresholds',
    '',
    '| value | blocks below | warns below | source |',
    '|---|---|---|---|',
    ...(['memory', 'pids', 'disk', 'inodes'] as const).flatMap((group) =>
      Object.entries<Threshold>(thresholds[group]).map(
        ([name, { block, warn, source }]) => `| ${group}, ${name} | ${block ?? ''} | ${warn ?? ''} | ${source} |`,
      ),
    ),
    '',
  ].join('\n');
};

/** A domain of facts, or the canary, which finds only by trying. */
const groupOf = (id: string): string => domainOf(id) ?? 'canary';

const row = ([id, { severity, rungs, means }]: readonly [string, CatalogueEntry]): string =>
  `| \`${id}\` | ${severity} | ${rungs.length === rungIds.length ? 'all' : rungs.join(', ')} | ${means} |`;
