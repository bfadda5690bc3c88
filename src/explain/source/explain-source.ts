import type { Catalogue } from '../catalogue.js';
import type { Diagnosis, Explanation } from '../diagnosis.js';
import { diagnosisOf } from '../reason.js';
import { shippedCatalogue } from '../shipped.js';
import { cargoConfigRules, cargoManifestRules } from './cargo.js';
import { dockerfileRules } from './dockerfile.js';
import { makefileRules } from './makefile.js';
import type { Beside } from './nix/explain-nix.js';
import { type SourceNote, type SourceRule, withoutComments } from './rule.js';

/** Build files that people have in place of a log. */
export type SourceKind = 'nix' | 'dockerfile' | 'makefile' | 'cargo-manifest' | 'cargo-config';

const rules: Readonly<Record<Exclude<SourceKind, 'nix'>, readonly SourceRule[]>> = {
  dockerfile: dockerfileRules,
  makefile: makefileRules,
  'cargo-manifest': cargoManifestRules,
  'cargo-config': cargoConfigRules,
};

const names: readonly (readonly [RegExp, SourceKind])[] = [
  [/\.nix$/, 'nix'],
  [/^(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$|\.(?:dockerfile|containerfile)$/i, 'dockerfile'],
  [/^(?:GNU)?makefile(?:\.(?!log)[\w-]+)?$|\.mk$/i, 'makefile'],
  [/^Cargo\.toml$/, 'cargo-manifest'],
  [/^config(?:\.toml)?$/, 'cargo-config'],
];

/** What kind of build file a name without folders stands for; null for a log. */
export const sourceKind = (name: string): SourceKind | null =>
  names.find(([pattern]) => pattern.test(name))?.[1] ?? null;

const tell = (note: SourceNote, text: readonly string[], catalogue: Catalogue, root: boolean): Diagnosis[] => {
  const cause = catalogue.causes.get(note.cause);
  if (cause === undefined) return [];
  const at = { line: note.line, text: text[note.line - 1] ?? '' };
  const diagnosis = diagnosisOf(cause, at, note.confidence, root);
  return [{ ...diagnosis, why: `${note.what} ${cause.why}` }];
};

const nothingBeside: Beside = { name: 'flake.nix', isLocked: null, parsed: null };

/**
 * Explains a build file: what in it is known to go wrong, in the order of certainty.
 * @param beside what is known of a Nix file beside its text
 */
export const explainSource = async (kind: SourceKind, text: string, beside = nothingBeside): Promise<Explanation> => {
  const catalogue = shippedCatalogue();
  if (kind === 'nix') return (await import('./nix/explain-nix.js')).explainNix(text, beside, catalogue);
  const lines = withoutComments(text);
  const raw = text.split(/\r?\n/);
  const notes = rules[kind]
    .flatMap((rule) => rule(lines))
    .sort((a, b) => b.confidence - a.confidence || a.line - b.line);
  return {
    bytes: Buffer.byteLength(text),
    lines: raw.length - (raw.at(-1) === '' ? 1 : 0),
    diagnoses: notes.flatMap((note, index) => tell(note, raw, catalogue, index === 0)),
    unknown: [],
  };
};
