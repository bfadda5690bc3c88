import shipped from '../../../flows/components.yaml';
import type { Libc } from '../artifact.js';
import { type TextSet, textSet } from '../search-text.js';
import { symbolSet } from '../symbols.js';

/** A text that holds a version: `text` is searched for, `pattern` is tried on the whole string around it. */
interface VersionText {
  readonly text: string;
  readonly pattern: string;
}

/** How a library shows in a linked program: an entry of flows/components.yaml, which says what the fields mean. */
export interface ComponentSignature {
  readonly id: string;
  readonly title?: string;
  /** `vendor:product` */
  readonly cpe?: string;
  readonly allocator?: boolean;
  /** It is part of this C library. */
  readonly libc?: Libc;
  /** It is part of every Go program. */
  readonly go?: boolean;
  readonly texts?: readonly string[];
  readonly symbols?: readonly string[];
  readonly versions?: readonly VersionText[];
  readonly mentions?: readonly VersionText[];
  readonly tells?: { readonly symbols: readonly string[]; readonly pattern: string };
  readonly sole?: { readonly pattern: string; readonly with: string };
  /** Pattern for the section `.comment`, in which compilers leave their name. */
  readonly comment?: string;
}

/** Libraries that this program knows. Their shape is checked by the suite. */
export const componentSignatures = shipped as readonly ComponentSignature[];

/** What follows this stands in the path of a crate's source, which its panics name. */
export const cratePath = '/registry/src/';

let texts: TextSet | undefined;
let symbols: TextSet | undefined;

/** All texts that signatures look for, made at the first call. */
export const componentTexts = (): TextSet => {
  texts ??= textSet([
    ...new Set(
      componentSignatures.flatMap((each) => [
        ...(each.texts ?? []),
        ...[...(each.versions ?? []), ...(each.mentions ?? [])].map(({ text }) => text),
        ...(each.sole ? [each.sole.with] : []),
      ]),
    ),
    cratePath,
  ]);
  return texts;
};

/** All symbols that signatures look for, made at the first call. */
export const componentSymbols = (): TextSet => {
  symbols ??= symbolSet([
    ...new Set(componentSignatures.flatMap((each) => [...(each.symbols ?? []), ...(each.tells?.symbols ?? [])])),
  ]);
  return symbols;
};

/** A version by a pattern's groups: one group as it is, several as numbers joined by dots, none as the whole. */
export const versionBy = (pattern: RegExp, text: string): string | null => {
  const match = pattern.exec(text);
  if (!match) return null;
  const groups = match.slice(1);
  if (groups.length > 1) return groups.map(Number).join('.');
  return groups[0] ?? match[0];
};
