import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');

it('pins every action by its commit, and says which version that is', () => {
  const uses = workflow.match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
});

it('publishes by its identity, with provenance, and knows no token to publish with', () => {
  expect(workflow).toMatch(/npm publish --provenance/);
  expect(workflow.match(/id-token: write/g)).toHaveLength(1);
  expect(workflow).toMatch(/^permissions: \{\}$/m);
  expect(workflow).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  const { repository, publishConfig } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(repository.url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/musl-wizard\.git$/);
  expect(publishConfig.provenance).toBe(true);
});
