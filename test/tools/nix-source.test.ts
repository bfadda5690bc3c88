import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';
import { ownNix } from '../support/nix.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const fixtures = join(import.meta.dirname, '../../fixtures/nix');

/** The outputs of the flake, with inputs that are only names. */
const outputs = `(import ./flake.nix).outputs {
  self = ./.;
  nixpkgs = ${join(fixtures, 'names-only.nix')};
  rust-overlay = ./overlay.nix;
  flake-utils.lib.eachDefaultSystem = outputs: outputs "x86_64-linux";
}`;

describeLab('the flake of a Rust daemon that does not link', [program('nix-instantiate'), program('git')], () => {
  const nix = ownNix();
  const folder = mkdtempSync(join(tmpdir(), 'mw-nix-source-'));
  afterAll(() => {
    nix.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const env = { ...process.env, ...nix.env };
  const explain = (...words: string[]) =>
    spawnSync(process.execPath, [cli, 'explain', 'flake.nix', ...words], { cwd: folder, env, encoding: 'utf8' });
  const evaluate = (expression: string) =>
    spawnSync('nix-instantiate', ['--eval', '--strict', '--json', '-E', expression], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
  copyFileSync(join(fixtures, 'quilt.nix'), join(folder, 'flake.nix'));
  writeFileSync(join(folder, 'Cargo.lock'), 'version = 4\n');
  writeFileSync(
    join(folder, 'overlay.nix'),
    `final: prev: {
      rust-bin.stable.latest.default.override = { targets, extensions }: prev.make "rust" { inherit targets extensions; };
    }`,
  );

  it('does not evaluate as it is, and its faults are named', () => {
    expect(evaluate(`${outputs} ? packages`).stderr).toContain('syntax error');
    const { diagnoses } = JSON.parse(explain('--json').stdout);
    expect(diagnoses.length).toBeGreaterThanOrEqual(14);
    for (const { line, column, cause } of diagnoses)
      if (cause !== 'nix-input-unpinned')
        expect([line, column], cause).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('evaluates once patched, and links nothing but static musl', () => {
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: explain('--patch').stdout });
    const { stdout, stderr } = evaluate(`with ${outputs}; {
      inherit (packages.quiltd) name linked;
      derivations = map (each: each.drvPath) [ packages.quiltd devShells.default ];
    }`);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'quiltd-static-x86_64-unknown-linux-musl',
      linked: ['openssl-static-x86_64-unknown-linux-musl', 'zlib-static-x86_64-unknown-linux-musl'],
    });
    const left = JSON.parse(explain('--json').stdout).diagnoses;
    expect(left.map(({ cause }: { cause: string }) => cause)).toEqual(['nix-input-unpinned']);
    expect(explain('--patch').status).toBe(1);
  });

  it('a name that nothing binds is an error that Nix finds', () => {
    writeFileSync(join(folder, 'flake.nix'), '{ a = b; }\n');
    expect(JSON.parse(explain('--json').stdout).diagnoses).toMatchObject([
      { cause: 'flake-syntax-error', line: 1, column: 7, why: expect.stringContaining("undefined variable 'b'") },
    ]);
  });
});
