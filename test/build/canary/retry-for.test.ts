import { describe, expect, it } from 'vitest';
import { retryFor } from '../../../src/build/canary/retry-for.js';
import { rungIds } from '../../../src/rungs/registry.js';
import { someDiagnosis } from '../../support/diagnosis.js';

describe('a retry', () => {
  it('does the one thing otherwise that the root cause asks for, and keeps the other options', () => {
    const options = { nixpkgs: '/n', nixSettings: { cores: '1' } };
    expect(retryFor('pkgs-musl', [someDiagnosis('nix-sandbox-lacks-shell')], options)).toEqual({
      name: "without Nix's sandbox",
      givesUp: 'the build can access the whole machine and the network',
      options: { nixpkgs: '/n', nixSettings: { cores: '1', sandbox: 'false' } },
    });
  });

  it('defines a variable of several files once by every compiler of C, but not twice', () => {
    for (const rung of rungIds) {
      const cause = someDiagnosis('common-symbols-defined-twice');
      expect(retryFor(rung, [cause], { arch: 'aarch64' })?.options).toEqual({ arch: 'aarch64', fcommon: true });
      expect(retryFor(rung, [cause], { fcommon: true })).toBeNull();
    }
  });

  it('accepts old C by every compiler, also where something else was done otherwise before', () => {
    const causes = ['common-symbols-defined-twice', 'source-older-than-compiler'].map((cause) => someDiagnosis(cause));
    for (const rung of rungIds) {
      expect(retryFor(rung, causes.slice(1), {})?.options).toEqual({ lenient: true });
      expect(retryFor(rung, causes, { fcommon: true })?.options).toEqual({ fcommon: true, lenient: true });
    }
  });

  it.each([
    ['a cause that nothing here fixes', 'pkgs-musl', [someDiagnosis('disk-full')]],
    [
      'a consequence of the cause',
      'pkgs-musl',
      [someDiagnosis('disk-full'), someDiagnosis('nixbld-group-missing', false)],
    ],
    ['another rung', 'alpine', [someDiagnosis('nix-sandbox-lacks-shell')]],
    ['no diagnosis', 'pkgs-musl', []],
  ] as const)('is not there for %s', (_, rung, diagnoses) => {
    expect(retryFor(rung, diagnoses, {})).toBeNull();
  });
});
