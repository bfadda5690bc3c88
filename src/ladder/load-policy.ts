import { Errors } from 'typebox/schema';
import { exitCode, UserError } from '../errors.js';
import { rungIds } from '../rungs/registry.js';
import { defaultPolicy } from './default-policy.js';
import type { Policy } from './policy.js';
import { type PolicyDocument, policySchema } from './policy-schema.js';

/**
 * The policy that a parsed document says, with the default for what it leaves out.
 * @throws {UserError} naming each fault by its path
 */
export const loadPolicy = (document: unknown, name: string): Policy => {
  const [fits, faults] = Errors(policySchema, document);
  if (!fits) {
    throw new UserError(
      `${name} is not a ladder`,
      faults.slice(0, 8).map(({ instancePath, message }) => `${instancePath || '/'}: ${message}`),
      [`The rungs are ${rungIds.join(', ')}; start from flows/ladder.yaml.`],
      exitCode.usage,
    );
  }
  const { schema: _, ...given } = document as PolicyDocument;
  const { order, side, forbidden, requiredLibc, upx, offline } = { ...defaultPolicy, ...given };
  return { order, side, forbidden, requiredLibc, upx, offline };
};
