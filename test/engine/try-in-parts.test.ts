import { expect, it } from 'vitest';
import type { Linked } from '../../src/build/canary/link-canary.js';
import type { BuildResult } from '../../src/build/project/build-result.js';
import type { CanaryResult } from '../../src/build/result.js';
import { tryInParts } from '../../src/engine/try-in-parts.js';
import type { ChosenProject } from '../../src/project/project.js';
import { samples } from '../recipe/samples.js';
import { buildResult } from '../support/build-result.js';
import { canaryResult } from '../support/canary-result.js';

const library = samples.make;
const bare: ChosenProject = { ...library, libraries: [] };

interface Ends {
  readonly small?: Partial<CanaryResult>;
  readonly link?: Linked['outcome'] | null;
  readonly build?: Partial<BuildResult>;
}
/** Tries a rung whose parts end as given, else well; what was done, in turn. */
const tried = async (project: ChosenProject | null, builds: boolean, { small, link = 'passed', build }: Ends = {}) => {
  const done: string[] = [];
  const result = await tryInParts(project, builds, {
    begin: (parts, at) => done.push(`${at + 1} of ${parts.length}: ${parts[at]}`) && undefined,
    proveSmall: async () => canaryResult({ rung: 'zig', options: { jobs: 3 }, ...small }),
    link: async () => {
      done.push('link');
      const made = { reason: 'no z', steps: [], diagnoses: [], logFile: null };
      return link === null ? null : ({ outcome: link, libraries: ['zlib'], untried: [], made } as unknown as Linked);
    },
    remember: async (_, { outcome }) => void done.push(`remember ${outcome}`),
    build: async (_, { options }) => {
      done.push(`build with ${JSON.stringify(options)}`);
      return buildResult(build);
    },
  });
  return { outcome: result.outcome, done };
};

it('outside a project is the small program alone', async () => {
  expect(await tried(null, true)).toEqual({ outcome: 'passed', done: ['1 of 1: small test program'] });
});

it('in a project goes on to its libraries, then to itself, by the options that the small program took', async () => {
  expect(await tried(library, true)).toEqual({
    outcome: 'passed',
    done: [
      '1 of 3: small test program',
      '2 of 3: its libraries',
      'link',
      'remember passed',
      `3 of 3: ${library.name}`,
      'build with {"jobs":3}',
    ],
  });
});

it('ends before the project where that is not asked for', async () => {
  expect((await tried(library, false)).done).toEqual([
    '1 of 2: small test program',
    '2 of 2: its libraries',
    'link',
    'remember passed',
  ]);
});

it('names no libraries where a project requires none', async () => {
  expect((await tried(bare, true, { link: null })).done.filter((line) => /^\d/.test(line))).toEqual([
    '1 of 2: small test program',
    `2 of 2: ${bare.name}`,
  ]);
});

it.each<[string, Ends, string, readonly string[]]>([
  ['the small program', { small: { outcome: 'failed' } }, 'failed', ['1 of 3: small test program', 'remember failed']],
  [
    'the small program, which is blocked',
    { small: { outcome: 'blocked' } },
    'blocked',
    ['1 of 3: small test program', 'remember blocked'],
  ],
  [
    'its libraries',
    { link: 'failed' },
    'failed',
    ['1 of 3: small test program', '2 of 3: its libraries', 'link', 'remember failed'],
  ],
  [
    'a cancel',
    { link: 'cancelled' },
    'cancelled',
    ['1 of 3: small test program', '2 of 3: its libraries', 'link', 'remember cancelled'],
  ],
])('ends with the first part that does not pass: %s', async (_, ends, outcome, done) => {
  expect(await tried(library, true, ends)).toEqual({ outcome, done });
});

it('goes on from libraries of which nothing was proven, and ends as the project does', async () => {
  expect((await tried(library, true, { link: 'untried' })).outcome).toBe('passed');
  expect((await tried(library, true, { build: { outcome: 'failed', reason: 'x' } })).outcome).toBe('failed');
});
