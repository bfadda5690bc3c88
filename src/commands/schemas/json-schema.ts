import { treeJsonSchema } from '../../flow/json-schema.js';
import { allowSchema } from './allow.js';
import { buildSchema } from './build.js';
import { canarySchema, chooseSchema } from './canary.js';
import { doctorSchema } from './doctor.js';
import { explainSchema } from './explain.js';
import { flowLintSchema, flowListSchema, flowRunSchema } from './flow.js';
import { inspectSchema } from './inspect.js';
import { libsSchema } from './libs.js';
import { shareRepeats } from './share-repeats.js';
import { snapshotSchema } from './snapshot.js';
import { statusSchema } from './status.js';
import { undoSchema } from './undo.js';

const draft = 'https://json-schema.org/draft/2020-12/schema';

/**
 * JSON Schemas (draft 2020-12) of the documents that commands print, by the words that print them; `flow` alone is
 * a decision tree, for editors. The build writes each into dist/schemas.
 */
export const documentSchemas: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    Object.entries({
      allow: allowSchema,
      build: buildSchema,
      canary: canarySchema,
      choose: chooseSchema,
      doctor: doctorSchema,
      explain: explainSchema,
      'flow lint': flowLintSchema,
      'flow list': flowListSchema,
      'flow run': flowRunSchema,
      inspect: inspectSchema,
      libs: libsSchema,
      snapshot: snapshotSchema,
      status: statusSchema,
      undo: undoSchema,
    }).map(([command, schema]) => [command, { $schema: draft, title: `musl-wizard ${command} --json`, ...schema }]),
  ),
  flow: treeJsonSchema(),
};

/** The schema of a document, as a file; what it says more than once stands under $defs. */
export const schemaText = (command: string): string =>
  `${JSON.stringify(shareRepeats(documentSchemas[command] ?? {}), null, 2)}\n`;
