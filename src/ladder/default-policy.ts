import document from '../../flows/ladder.yaml';
import type { Policy } from './policy.js';

/** flows/ladder.yaml; its shape is checked by test/ladder/load-policy.test.ts. */
export const defaultPolicy = document as Policy;
