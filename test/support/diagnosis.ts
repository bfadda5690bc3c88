import type { Diagnosis } from '../../src/explain/diagnosis.js';

/** The diagnosis of a cause, the root one unless specified otherwise, with what a test does not care for filled in. */
export const someDiagnosis = (cause: string, root = true): Diagnosis => ({
  cause,
  root,
  confidence: 1,
  line: 1,
  excerpt: '',
  title: '',
  why: '',
  fixes: [],
  links: [],
});
