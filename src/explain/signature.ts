/**
 * The shape of flows/signatures/*.yaml: known reasons for a failed build and how each looks in a
 * log. Data, so that adding a cause touches one file. See docs/explain.md.
 */
import { type Static, Type } from 'typebox';
import type { Alternative } from './required-literals.js';
import { suspicion } from './suspicion.js';

const strict = { additionalProperties: false } as const;
const id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' });
const sentence = Type.String({ minLength: 3, maxLength: 700 });
const pattern = Type.String({ minLength: 3, maxLength: 2500 });

const signatureSchema = Type.Object(
  {
    pattern: Type.Optional(
      Type.String({
        ...pattern,
        description:
          'case-insensitive regular expression for one normalised line; groups, classes and quantifiers, no look-around, no back-references',
      }),
    ),
    fact: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
        description: 'instead of a pattern: the fact that a line must state, from flows/line-facts.yaml',
      }),
    ),
    name: Type.Optional(Type.String({ ...pattern, description: 'the subject of the fact must match this' })),
    notName: Type.Optional(Type.String({ ...pattern, description: 'the subject of the fact must not match this' })),
    confidence: Type.Optional(Type.Number({ minimum: 0.05, maximum: 1, description: 'default 0.9' })),
    requires: Type.Optional(Type.Array(pattern, { description: 'each of these must also match a nearby line' })),
    excludes: Type.Optional(Type.Array(pattern, { description: 'none of these may match a nearby line' })),
    shown: Type.Optional(
      Type.Boolean({
        description: 'nearby lines must show that the file reported as missing exists',
      }),
    ),
    pointed: Type.Optional(
      Type.Boolean({
        description: 'tried only on the most likely error line when no other signature matches; needs no literal text',
      }),
    ),
    positive: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'sample logs that the signature must match',
    }),
    nearMiss: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'similar sample logs that it must not match',
    }),
  },
  strict,
);

const fixSchema = Type.Object(
  {
    title: sentence,
    commands: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    needsRoot: Type.Optional(Type.Boolean()),
    changes: Type.Optional(sentence),
    undo: Type.Optional(Type.String({ minLength: 1 })),
    runnable: Type.Optional(Type.Boolean({ description: 'the commands are complete, with no placeholders' })),
    packager: Type.Optional(
      Type.Union([Type.Literal('apt'), Type.Literal('apk'), Type.Literal('dnf')], {
        description: 'only for systems with this program',
      }),
    ),
  },
  strict,
);

const packagesSchema = Type.String({ pattern: '^[a-z0-9{/][a-zA-Z0-9 {}:/.+-]*$' });
const installSchema = Type.Object(
  {
    apt: Type.Optional(packagesSchema),
    apk: Type.Optional(packagesSchema),
    dnf: Type.Optional(packagesSchema),
    nix: Type.Optional(packagesSchema),
  },
  { ...strict, description: 'packages to install as a fix; they become the first fixes' },
);

const linkSchema = Type.Object({ title: sentence, url: Type.String({ pattern: '^https://' }) }, strict);

const causeSchema = Type.Object(
  {
    id,
    order: Type.Union(
      suspicion.map((name) => Type.Literal(name)),
      { description: 'its class in the order of likelihood' },
    ),
    title: sentence,
    why: sentence,
    install: Type.Optional(installSchema),
    fixes: Type.Optional(Type.Array(fixSchema, { minItems: 1 })),
    leadsTo: Type.Optional(Type.Array(id, { description: 'causes that disappear when this one is fixed' })),
    links: Type.Optional(Type.Array(linkSchema)),
    signatures: Type.Array(signatureSchema),
  },
  strict,
);

export const signatureFileSchema = Type.Object({ area: id, causes: Type.Array(causeSchema, { minItems: 1 }) }, strict);

type Written = Static<typeof signatureFileSchema>['causes'][number];
/** What the build puts in place of a pattern (scripts/yaml-plugin.mjs), since it takes long to compute. */
interface Prepared {
  readonly alternatives?: readonly Alternative[];
}
export type Signature = Written['signatures'][number] & Prepared;
export interface SignatureFile {
  readonly area: string;
  readonly causes: readonly (Omit<Written, 'signatures'> & { readonly signatures: readonly Signature[] })[];
}
/** What lines state, in whatever words: the patterns of flows/line-facts.yaml. */
export interface LineFact extends Prepared {
  readonly fact: string;
  /** The first group that takes part in a match is what the fact is about. */
  readonly patterns?: readonly string[];
}
/** A cause as it is worked with: what it installs has become fixes. */
export type Cause = Omit<SignatureFile['causes'][number], 'install' | 'fixes'> & {
  readonly order: (typeof suspicion)[number];
  readonly fixes: readonly NonNullable<Written['fixes']>[number][];
};
