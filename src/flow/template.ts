/**
 * Text with facts in it: `{{path}}` and, for amounts, `{{path|bytes}}`. Only for text that people read. Commands take
 * `{{arch}}` and `{{zig}}` alone, which are words of our own, so that nothing read from a machine ever gets into one.
 */
import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import { isArchitecture, ociPlatform, rustTarget, zigTarget } from '../rungs/architectures.js';
import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';

const placeholder = /\{\{([A-Za-z0-9._-]{1,120})(?:\|([a-z]{1,20}))?\}\}/g;

/** The placeholders of a text: paths and filters, as written. */
export const placeholders = (text: string): readonly { path: string; filter: string | null }[] =>
  [...text.matchAll(placeholder)].map(([, path = '', filter]) => ({ path, filter: filter ?? null }));

/** The text with facts put in, harmless to print. */
export const fill = (text: string, facts: Facts): string =>
  text.replace(placeholder, (_, path: string, filter?: string) => show(factAt(facts, path) ?? null, filter));

/** The question whose answer is the architecture to build for; without it, that is this machine's. */
const archQuestion = 'target-arch';

/** What an architecture is called, by the filter behind `{{arch|`. */
const archNames: Readonly<Record<string, (arch: string) => string>> = {
  uname: (arch) => arch,
  rust: (arch) => rustTarget('musl', arch),
  zig: (arch) => zigTarget(arch) ?? `${arch}-linux-musl`,
  oci: ociPlatform,
  nix: (arch) => `${arch}-linux`,
};
export const archFilters: readonly string[] = Object.keys(archNames);

/** zig as it is called here: Python's package has no command of that name. */
const zigCall = (facts: Facts): string =>
  facts.toolchain.zig?.path?.endsWith(' -m ziglang') ? 'python3 -m ziglang' : 'zig';

/**
 * A command with words of our own put in: the architecture to build for as `{{arch}}`, or by its name for a tool, as
 * `{{arch|rust}}`, and the call of zig as `{{zig}}`.
 */
export const fillCommand = (text: string, facts: Facts, answers: Readonly<Record<string, string>>): string => {
  const wanted = answers[archQuestion] ?? facts.os.arch ?? '';
  const arch = isArchitecture(wanted) ? wanted : 'ARCH';
  return text.replace(placeholder, (whole, path: string, filter = 'uname') =>
    path === 'zig' ? zigCall(facts) : path === 'arch' ? (archNames[filter]?.(arch) ?? whole) : whole,
  );
};

const show = (value: unknown, filter: string | undefined): string => {
  if (value === null) return 'unknown';
  if (typeof value === 'number') return filter === 'bytes' ? formatBytes(value) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return sanitizeLine(value.map(String).join(', ')) || 'none';
  if (typeof value === 'object') return sanitizeLine(Object.values(value).join(' '));
  return sanitizeLine(String(value));
};
