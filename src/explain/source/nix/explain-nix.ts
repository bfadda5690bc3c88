import { createTwoFilesPatch } from 'diff';
import type { Catalogue } from '../../catalogue.js';
import type { Diagnosis, Explanation } from '../../diagnosis.js';
import { excerptOf } from '../../normal-line.js';
import { plainFix } from '../../plain-fix.js';
import { applyEdits } from './edits.js';
import { parseNix } from './parse.js';
import type { NixFault } from './rules/fault.js';
import { faultsOf } from './rules.js';
import { Values } from './values.js';

/** What Nix itself says of the syntax of a file. */
export type Parsed =
  | { readonly ok: true }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly what: string };

/** What is known of a file beside its text; null: not known. */
export interface Beside {
  /** Its name, for patches. */
  readonly name: string;
  /** Whether there is a lock file for the inputs of a flake. */
  readonly isLocked: boolean | null;
  readonly parsed: Parsed | null;
}

/** Explains a Nix file: what in it goes wrong in a build for musl, syntax first, then the surest. */
export const explainNix = async (text: string, beside: Beside, catalogue: Catalogue): Promise<Explanation> => {
  const bytes = Buffer.byteLength(text);
  const raw = text.split(/\r?\n/);
  const about = { bytes, lines: raw.length - (raw.at(-1) === '' ? 1 : 0), unknown: [] };
  const root = await parseNix(text);
  const starts = lineStarts(text);
  const place = (at: number) => {
    const line = lineOf(starts, at);
    return { line, column: at - (starts[line - 1] ?? 0) + 1 };
  };
  const found = root === null ? [] : faultsOf(text, root, new Values(text));
  const faults = found.filter(({ node }) => beside.parsed?.ok !== true || (node.kind !== 'ERROR' && !node.missing));
  const diagnoses = faults.map((fault, index) =>
    tell(fault, { text, raw, catalogue, beside, ...place(fault.node.from) }, index === 0),
  );
  const all = [...fromNix(beside.parsed, diagnoses, raw, catalogue), ...diagnoses, ...unlocked(text, beside, raw)];
  const patch = patchOf(text, faults, beside.name);
  return {
    ...about,
    diagnoses: all.map((each, index) => ({ ...each, root: index === 0 })),
    ...(patch !== null && { patch }),
    ...(root === null && { skimmedBytes: bytes }),
  };
};

interface Place {
  readonly text: string;
  readonly raw: readonly string[];
  readonly catalogue: Catalogue;
  readonly beside: Beside;
  readonly line: number;
  readonly column: number;
}

const tell = (fault: NixFault, { text, raw, catalogue, beside, line, column }: Place, root: boolean): Diagnosis => {
  const patch = patchOf(text, [fault], beside.name);
  return {
    cause: fault.id,
    root,
    confidence: fault.confidence,
    line,
    column,
    excerpt: excerptOf(raw[line - 1] ?? ''),
    title: fault.title,
    why: fault.why,
    fixes: [plainFix(fault.fix)],
    links: catalogue.causes.get(fault.id)?.links ?? [],
    ...(patch !== null && { patch }),
  };
};

/**
 * The changes of all faults as a unified diff, for `patch -p1`; null where there are none, and where a line end in the
 * name could make it the patch of another file.
 */
const patchOf = (text: string, faults: readonly NixFault[], name: string): string | null => {
  const changed = applyEdits(
    text,
    faults.flatMap(({ edits }) => edits),
  );
  if (changed === text || /\p{Cc}/u.test(name)) return null;
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, text, changed, undefined, undefined, { context: 3 }).replace(
    /^=+\n/,
    '',
  );
};

/** What Nix found where this program's own parser found nothing. */
const fromNix = (
  parsed: Parsed | null,
  known: readonly Diagnosis[],
  raw: readonly string[],
  catalogue: Catalogue,
): Diagnosis[] => {
  if (parsed?.ok !== false || known.some(({ cause }) => cause === 'flake-syntax-error')) return [];
  const cause = catalogue.causes.get('flake-syntax-error');
  return [
    {
      cause: 'flake-syntax-error',
      root: true,
      confidence: 1,
      line: parsed.line,
      column: parsed.column,
      excerpt: excerptOf(raw[parsed.line - 1] ?? ''),
      title: 'Nix does not read this file',
      why: `nix-instantiate --parse: ${excerptOf(parsed.what)}`,
      fixes: [plainFix('Fix the expression at or right before this line.')],
      links: cause?.links ?? [],
    },
  ];
};

const unlocked = (text: string, { name, isLocked }: Beside, raw: readonly string[]): Diagnosis[] => {
  if (isLocked !== false || !/(?:^|\/)flake\.nix$/.test(name) || !/\bmusl|pkgs(?:Musl|Static)/.test(text)) return [];
  const line = raw.findIndex((each) => /^\s*inputs\b/.test(each)) + 1;
  if (line === 0) return [];
  return [
    {
      cause: 'nix-input-unpinned',
      root: false,
      confidence: 0.7,
      line,
      excerpt: excerptOf(raw[line - 1] ?? ''),
      title: 'The inputs are not pinned: there is no flake.lock',
      why: 'Every machine takes the newest commit of each input, so the same flake builds another program elsewhere or later.',
      fixes: [plainFix('Write flake.lock and commit it.', ['nix flake lock', 'git add flake.lock'])],
      links: [],
    },
  ];
};

const lineStarts = (text: string): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** 1-based number of the line in which a place is. */
const lineOf = (starts: readonly number[], at: number): number => {
  const next = starts.findIndex((start) => start > at);
  return next < 0 ? starts.length : next;
};
