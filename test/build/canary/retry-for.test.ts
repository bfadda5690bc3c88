import { describe, expect, it } from 'vitest';
import { retryFor } from '../../../src/build/canary/retry-for.js';
import type { Diagnosis } from '../../../src/explain/diagnosis.js';

const diagnosis = (cause: string, root = true): Diagnosis => ({
  cause,
  root,
  confidence: 1,
  line: 1,
  excerpt: '',
  title: '',
  why: '',
  fixes: [],
  links: [],
});

describe('a rescue', () => {
  it('does the one thing otherwise that the root cause asks for, and keeps the other options', () => {
    const options = { nixpkgs: '/n', nixSettings: { cores: '1' } };
    expect(retryFor('pkgs-musl', [diagnosis('nix-sandbox-lacks-shell')], options)).toEqual({
      name: "without Nix's sandbox",
      givesUp: 'the build can access the whole machine and the network',
      options: { nixpkgs: '/n', nixSettings: { cores: '1', sandbox: 'false' } },
    });
  });

  it.each([
    ['a cause that nothing here cures', 'pkgs-musl', [diagnosis('disk-full')]],
    [
      'what only follows from the cause',
      'pkgs-musl',
      [diagnosis('disk-full'), diagnosis('nixbld-group-missing', false)],
    ],
    ['another rung', 'alpine', [diagnosis('nix-sandbox-lacks-shell')]],
    ['no diagnosis', 'pkgs-musl', []],
  ] as const)('is not there for %s', (_, rung, diagnoses) => {
    expect(retryFor(rung, diagnoses, {})).toBeNull();
  });
});
