import { findingIds } from '../../diagnosis/catalogue.js';
import { shippedFiles } from '../../explain/shipped.js';
import type { Vocabulary } from './vocabulary.js';

/** The findings and causes that this program knows. */
export const shippedVocabulary = (): Vocabulary => ({
  findings: new Set(findingIds),
  causes: new Set(shippedFiles.flatMap(({ causes }) => causes.map(({ id }) => id))),
});
