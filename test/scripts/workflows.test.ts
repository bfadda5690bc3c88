import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

it.each(readdirSync(folder))('%s pins every action by its commit, and has no permissions by default', (name) => {
  const workflow = read(name);
  const uses = workflow.match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  expect(workflow).toMatch(/^permissions: \{\}$/m);
});

it('runs the suite on every change, with the lab and in a bare root', () => {
  expect(read('ci.yml')).toMatch(/^ {6}- run: \.ci\/run$/m);
  expect(read('ci.yml')).toMatch(/^ {6}- run: bash test\/lab\/bare-root\.sh$/m);
});

it('publishes with OIDC and provenance, without a token', () => {
  const workflow = read('release.yml');
  expect(workflow).toMatch(/npm publish --provenance/);
  expect(workflow.match(/id-token: write/g)).toHaveLength(1);
  expect(workflow).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  const { repository, publishConfig } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(repository.url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/musl-wizard\.git$/);
  expect(publishConfig.provenance).toBe(true);
});
