import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { factsReference } from '../../src/facts/reference.js';

it('docs/facts.md is what the schema says (node scripts/facts-doc.mjs renews it)', () => {
  const file = readFileSync(join(import.meta.dirname, '../../docs/facts.md'), 'utf8');
  expect(file).toBe(factsReference());
  expect(file).toContain('| `memory.limitBytes` | number |');
  expect(file).toContain('| `nix.daemon.state` | `running` `refused` `absent` `denied` `unknown` |');
});
