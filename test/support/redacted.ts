import { expect } from 'vitest';
import type { Redactor } from '../../src/redact/redact.js';

/**
 * Expects facts (or findings) of redacted captures to be those of the original ones, with the same words put in:
 * numbers, flags and states to be equal, and texts to be the redacted originals. Order of lists of texts does not count.
 */
export const expectSame = (original: unknown, redacted: unknown, { text, version }: Redactor, at = ''): void => {
  if (typeof original === 'string') {
    // A sentence has our own words next to those of the machine.
    const isSentence = typeof redacted === 'string' && text(original) === text(redacted);
    if (!isSentence) expect([original, text(original), version(original)], at).toContain(redacted);
  } else if (Array.isArray(original) && original.every((item) => typeof item === 'string')) {
    expect(redacted, at).toHaveLength(original.length);
    const found = redacted as readonly string[];
    for (const item of original)
      expect(
        found.some((each) => [item, text(item), version(item)].includes(each) || text(item) === text(each)),
        `${at}: ${item} in ${found.join(', ')}`,
      ).toBe(true);
  } else if (typeof original === 'object' && original !== null) {
    expect(Object.keys(redacted as object).length, at).toBe(Object.keys(original).length);
    for (const [key, value] of Object.entries(original))
      expectSame(value, (redacted as Record<string, unknown>)[key], { text, version } as Redactor, `${at}.${key}`);
  } else {
    expect(redacted, at).toBe(original);
  }
};
