import type { Static } from 'typebox';
import type { factsSchema } from './schema.js';

/** All that is known of a machine. `null` is "not known", never "no". */
export type Facts = Static<typeof factsSchema>;
export type Domain = keyof Facts;
