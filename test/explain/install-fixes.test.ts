import { expect, it } from 'vitest';
import { installFixes } from '../../src/explain/install-fixes.js';

it('a package is installed and removed by the words of each system', () => {
  expect(installFixes({ apt: 'cmake', dnf: 'cmake', nix: 'cmake' })).toEqual([
    {
      title: 'Debian, Ubuntu: install cmake.',
      commands: ['apt-get update', 'apt-get install -y cmake'],
      needsRoot: true,
      packager: 'apt',
      runnable: true,
      changes: 'Installs cmake and what it needs.',
      undo: expect.stringContaining('cmake'),
    },
    expect.objectContaining({ title: 'Fedora: install cmake.', packager: 'dnf', runnable: true }),
    {
      title: 'Nix: nativeBuildInputs = [ cmake ]; or a shell that has it.',
      commands: ['nix-shell -p cmake'],
    },
  ]);
});

it('a name that comes out of a log is for a person to look at: nothing with it can be run', () => {
  const [fix] = installFixes({ apt: 'lib{name}-dev' });
  expect(fix?.commands?.at(-1)).toContain('lib{name}-dev');
  for (const key of ['runnable', 'undo', 'changes']) expect(fix).not.toHaveProperty(key);
});
