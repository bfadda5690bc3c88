import { expect, it } from 'vitest';
import { findingsReference } from '../../src/diagnosis/reference.js';

it('docs/findings.md says what the catalogue says', async () => {
  await expect(findingsReference()).toMatchFileSnapshot('../../docs/findings.md');
});
