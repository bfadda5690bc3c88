/** Parts that several documents share. Their types are in the modules that make them; test/commands/schemas.test.ts compares both. */
import { type TSchema, Type } from 'typebox';
import { canaryPrograms } from '../../build/canary/canary.js';
import { buildSystems } from '../../project/project.js';
import { otherLanguages } from '../../rungs/other-languages.js';
import { rungIds } from '../../rungs/registry.js';

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const texts = Type.Array(Type.String());
export const rungSchema = Type.Enum([...rungIds]);

export const fixSchema = Type.Object({
  title: Type.String(),
  commands: Type.Array(Type.String(), { description: 'shell commands, one per step' }),
  needsRoot: Type.Boolean(),
  changes: nullable(Type.String()),
  undo: nullable(Type.String()),
  runnable: Type.Boolean({ description: 'complete as it stands, and this user can run it here' }),
  who: Type.Optional(Type.Enum(['you', 'root', 'host', 'network'])),
  mayBeRefused: Type.Optional(
    Type.Literal(true, { description: 'this user is in no group that sudo or doas usually lets' }),
  ),
  input: Type.Optional(
    Type.Object(
      {
        word: Type.String({ description: 'stands for the value in commands and undo' }),
        label: Type.String(),
        kind: Type.Enum(['package-set', 'file', 'image', 'address', 'machine', 'user']),
        suggested: Type.Optional(Type.String()),
        option: Type.Optional(Type.Object({ rung: Type.String(), name: Type.String() })),
      },
      { description: 'the value to fill in, with which it is complete' },
    ),
  ),
});

export const linksSchema = Type.Array(Type.Object({ title: Type.String(), url: Type.String() }));

const logLine = Type.Object({ line: Type.Number(), excerpt: Type.String() });
export const unknownError = logLine;

export const diagnosisSchema = Type.Object({
  cause: Type.String({ description: 'id of the cause' }),
  root: Type.Boolean({ description: 'to be fixed first; false for consequences of another cause' }),
  general: Type.Optional(
    Type.Literal(true, { description: 'only the kind of failure is known; the lines under unknown are as likely' }),
  ),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  line: Type.Number({ description: 'line of the log or build file, from 1' }),
  column: Type.Optional(Type.Integer({ description: 'column, from 1, of a fault in a Nix file' })),
  excerpt: Type.String(),
  around: Type.Optional(
    Type.Array(logLine, { description: 'the lines of the log right above and below the one of the root cause' }),
  ),
  title: Type.String(),
  why: Type.String(),
  fixes: Type.Array(fixSchema),
  links: linksSchema,
  patch: Type.Optional(Type.String({ description: 'the fix of a Nix file as a unified diff' })),
});

const whatAndWhy = Type.Object({ what: Type.String(), why: Type.String() });

export const artifactSchema = Type.Object({
  path: Type.String(),
  format: Type.Enum(['elf', 'other', 'unreadable']),
  kind: nullable(Type.String({ description: 'kind of a file that is not ELF' })),
  class: nullable(Type.Union([Type.Literal(32), Type.Literal(64)])),
  machine: nullable(Type.String({ description: 'as printed by uname -m' })),
  endian: nullable(Type.Enum(['little', 'big'])),
  type: nullable(Type.Enum(['exec', 'dyn', 'rel', 'core'])),
  linkage: nullable(Type.Enum(['static', 'static-pie', 'dynamic', 'shared-library', 'relocatable'])),
  interpreter: nullable(Type.String({ description: 'PT_INTERP' })),
  needed: Type.Array(Type.String(), { description: 'DT_NEEDED, in file order' }),
  libc: nullable(Type.Enum(['musl', 'glibc', 'bionic', 'uclibc', 'none', 'unknown'])),
  libcEvidence: texts,
  glibcMinimum: nullable(Type.String({ description: 'oldest glibc with all required symbol versions, e.g. 2.34' })),
  packer: nullable(Type.Literal('upx')),
  stripped: nullable(Type.Boolean()),
  debugInfo: nullable(Type.Boolean()),
  buildId: nullable(Type.String()),
  runtimeNeeds: Type.Array(
    Type.Object({
      kind: Type.Enum(['names', 'users', 'shell', 'timeZones', 'terminfo', 'certificates', 'machine']),
      what: Type.String(),
      why: Type.String(),
    }),
  ),
  glibcDifferences: nullable(
    Type.Array(whatAndWhy, {
      description: 'how a static program behaves differently from one with glibc and libstdc++, by its symbols',
    }),
  ),
  sizeBytes: nullable(Type.Number()),
  error: nullable(Type.String()),
});

export const stepSchema = Type.Object({
  name: Type.String(),
  command: texts,
  code: nullable(Type.Number({ description: 'exit code; null if it never ran or was killed by a signal' })),
  durationMs: Type.Number(),
  cpuMs: Type.Optional(
    Type.Number({ description: 'CPU time of the process and its children, without work done by a daemon' }),
  ),
  peakBytes: Type.Optional(
    Type.Number({
      description:
        'peak memory of the process and its children, a lower bound; for a container, from its control group',
    }),
  ),
});

export const outcomeSchema = Type.Enum(['passed', 'failed', 'blocked', 'cancelled', 'timeout']);

const forecast = Type.Object({
  builds: Type.Number(),
  heavy: texts,
  fetches: Type.Number(),
  downloadBytes: Type.Number(),
  unpackedBytes: Type.Number(),
});

export const packedSchema = Type.Object({
  outcome: Type.Enum(['packed', 'refused', 'missing']),
  reason: Type.String(),
  bytesBefore: nullable(Type.Number()),
  bytesStripped: Type.Optional(nullable(Type.Number())),
  bytesAfter: nullable(Type.Number()),
  ran: nullable(Type.Boolean()),
  startMsBefore: nullable(Type.Number()),
  startMsAfter: nullable(Type.Number()),
});

export const rungOptions = Type.Object(
  {},
  { description: 'options of the rung: nixSet, engine, image, arch, jobs, ...' },
);

export const canaryResult = Type.Object({
  rung: rungSchema,
  program: Type.Optional(
    Type.Enum([...canaryPrograms], { description: "what was built: choose uses a canary in the project's language" }),
  ),
  outcome: outcomeSchema,
  durationMs: Type.Number(),
  steps: Type.Array(stepSchema),
  artifact: nullable(artifactSchema),
  ran: nullable(Type.Boolean({ description: 'whether it ran and printed the expected output' })),
  diagnoses: Type.Array(diagnosisSchema),
  findings: texts,
  logFile: nullable(Type.String()),
  reason: Type.String(),
  packed: nullable(packedSchema),
  evidence: Type.Optional(Type.Array(Type.String(), { description: "for a failure: what the kernel's counters show" })),
  controls: Type.Optional(
    nullable(
      Type.Object(
        { good: Type.Boolean(), bad: Type.Boolean() },
        {
          description:
            'for a failure: whether the check accepted a known good program and rejected known bad ones; null if undetermined',
        },
      ),
    ),
  ),
  workaround: Type.Optional(
    Type.Object({
      found: nullable(Type.Object({ name: Type.String(), givesUp: nullable(Type.String()), options: rungOptions })),
      tried: Type.Array(Type.String(), { description: 'changes that did not help' }),
    }),
  ),
  link: Type.Optional(
    Type.Object(
      {
        outcome: Type.Enum(['passed', 'failed', 'cancelled', 'untried']),
        libraries: texts,
        untried: Type.Array(Type.String(), { description: 'required libraries that this does not prove' }),
      },
      { description: 'a small program that links what the project requires, before the project is built' },
    ),
  ),
  build: Type.Optional(
    Type.Object(
      {
        outcome: outcomeSchema,
        programs: Type.Array(Type.Object({ name: Type.String(), sizeBytes: nullable(Type.Number()) })),
      },
      { description: 'the project itself, built after the canary' },
    ),
  ),
  image: Type.Optional(Type.Object({ name: Type.String(), digest: nullable(Type.String()) })),
  forecast: Type.Optional(forecast),
  options: Type.Optional(rungOptions),
});

/** What is built in the folder, and what it needs. */
export const projectSchema = nullable(
  Type.Object({
    name: Type.String(),
    languages: Type.Array(Type.Enum(['c', 'cxx', 'rust', 'go', ...otherLanguages])),
    buildSystem: nullable(Type.Enum([...buildSystems], { description: 'null: several, and none was named' })),
    needs: Type.Array(
      Type.Object({
        kind: Type.Enum(['library', 'tool']),
        id: Type.String({ description: 'of a library: its name in flows/packages.yaml' }),
        required: Type.Boolean(),
        evidence: Type.Object({ file: Type.String(), line: nullable(Type.Number()) }),
      }),
    ),
  }),
);

/** What a rung can do for the project. */
export const projectFit = Type.Object({
  fits: nullable(Type.Boolean({ description: 'whether it has every library that the project requires' })),
  supplies: Type.Array(
    Type.Object({
      id: Type.String(),
      supply: Type.Enum(['here', 'installable', 'buildable', 'none', 'unknown']),
      how: Type.String(),
    }),
  ),
});

export const leftOut = Type.Array(
  Type.Object({
    library: Type.String({ description: 'its name in flows/packages.yaml' }),
    why: Type.String(),
    asked: Type.String({ description: 'FILE:LINE: where the project requests it' }),
    line: Type.Number({ description: 'the line of the log that reports the failure' }),
    excerpt: Type.String(),
    fixes: Type.Array(fixSchema),
  }),
  { description: 'optional libraries that the build looked for and did not find' },
);
