import pc from 'picocolors';
import type { Sink } from '../../console/context.js';
import { defaultColumns, Page } from '../../console/page.js';
import type { Examination } from '../../engine/examination.js';
import type { Domain } from '../../facts/facts.js';
import { painter } from '../../presentation/paint.js';
import { formatBytes } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { addFinding } from './text.js';

/** What `doctor --domain` prints: the facts of the domains, a line each, and all findings of them. */
export const renderDomains = (
  { facts, findings, machine }: Examination,
  domains: readonly Domain[],
  sink: Sink,
  verbose: boolean,
  program = 'musl-wizard',
): string => {
  const color = pc.createColors(sink.color);
  const page = new Page(sink.columns ?? defaultColumns);
  page.add(color.bold(sanitizeLine(machine.target, 60)));
  for (const domain of domains) {
    for (const [path, value] of leaves(facts[domain], domain)) {
      page.add(
        `  ${sanitizeLine(path, 60)}  `,
        value === null ? color.dim('unknown, or none') : sanitizeLine(shown(path, value)),
      );
    }
  }
  const own = findings.filter(({ id }) => domains.some((domain) => id.startsWith(`${domain}-`)));
  page.blank();
  if (own.length === 0) page.add('', 'No findings here.');
  for (const finding of own) addFinding(page, finding, painter(sink.color), verbose, program);
  return page.text;
};

/** Facts by path; lists and tools as one value each. */
const leaves = (value: unknown, path: string): [string, unknown][] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
};

const shown = (path: string, value: unknown): string => {
  if (typeof value === 'number' && path.endsWith('Bytes')) return `${formatBytes(value)} (${value})`;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return value.length > 0 ? value.join(' ') : 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
