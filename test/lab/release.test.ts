/** What a release promises: the same bytes wherever it is built, and a list of what is in them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const node = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 280_000, maxBuffer: 16 * 1024 * 1024 });

it('two builds in two folders give the same bytes', () => {
  const { status, stdout, stderr } = node('scripts/reproduce.mjs');
  expect({ status, stderr }, stdout).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/^\d{2,} files of .* are the same/);
});

it('the SBOM names the packages whose licences the package carries, with checksums, and is the same each time', () => {
  const [{ stdout }, again] = [node('scripts/sbom.mjs'), node('scripts/sbom.mjs')];
  expect(again.stdout).toBe(stdout);
  const { bomFormat, components } = JSON.parse(stdout);
  expect(bomFormat).toBe('CycloneDX');
  const licences = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  const names = components.map(
    ({ group, name, version }: Record<string, string>) => `${group ? `${group}/` : ''}${name} ${version}`,
  );
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) expect(licences).toContain(name);
  for (const { hashes, purl } of components) {
    expect(hashes[0].content).toMatch(/^[\da-f]{128}$/);
    expect(purl).toMatch(/^pkg:npm\/.+@.+$/);
  }
});
