import { expect, it } from 'vitest';
import { checkTests } from '../../../src/build/project/check-tests.js';
import type { NativeBuilds } from '../../../src/build/project/native-builds.js';
import { someFacts } from '../../support/facts.js';

const never = { build: () => Promise.reject(new Error('built')) } as unknown as NativeBuilds;
const checked = (rung: 'alpine' | 'pkgs-musl', facts = someFacts()) =>
  checkTests({ setup: { rung, options: {}, upx: false }, facts, env: {}, folder: '/p' } as never, never);

it.each([
  ['alpine', 'in a container'],
  ['pkgs-musl', 'by Nix'],
] as const)('of %s are not compared, with the reason and what to do', async (rung, where) => {
  const { checks } = await checked(rung);
  expect(checks.map(({ same }) => same)).toEqual([null]);
  expect(checks[0]?.reason).toContain(`${rung} builds ${where}, and the project's tests are run only`);
  expect(checks[0]?.reason).toMatch(/--rung zig, or musl-gcc.*--check '\{\} ARGS'/);
});

it('names no rung that cannot build here', async () => {
  const { checks } = await checked('alpine', someFacts({ toolchain: { cc: null, zig: null, muslGcc: null } }));
  expect(checks[0]?.reason).not.toMatch(/--rung (?:zig|musl-gcc|glibc-static)/);
});
