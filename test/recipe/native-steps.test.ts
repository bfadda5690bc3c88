import { describe, expect, it } from 'vitest';
import { nativeSteps } from '../../src/recipe/native-steps.js';
import { stepsFor } from '../../src/recipe/steps.js';
import { ownMusl } from '../../src/rungs/toolchain.js';
import { languageSamples, samples } from './samples.js';

const folders = { source: '/s', build: '/b' };

describe('the usual build of a project', () => {
  it.each(Object.entries({ ...samples, ...languageSamples }))(
    'asks for nothing static, and has the steps of the static build: %s',
    (_, project) => {
      const native = nativeSteps({ project, folders, args: ['--word'] });
      const made = stepsFor({ project, folders, args: ['--word'], tools: ownMusl('x86_64') });
      expect(native.files).toEqual([]);
      expect(native.steps.map(({ name }) => name)).toEqual(made.steps.map(({ name }) => name));
      expect(native.output).toEqual(made.output);
      expect(native.steps.some(({ argv }) => argv.includes('--word'))).toBe(true);
      expect(JSON.stringify(native.steps)).not.toMatch(/static|musl/);
    },
  );

  // What the static build leaves alone the native one must too, or there is nothing to compare it with.
  it('makes no manual and no configure anew either', () => {
    const words = (steps: typeof nativeSteps | typeof stepsFor) => {
      const input = { project: samples.autotools, folders, args: [], tools: ownMusl('x86_64') };
      return steps(input).steps.map(({ argv, env }) => [
        argv.filter((word) => word.startsWith('MAKEINFO=')),
        ...['MAKEINFO', 'ACLOCAL', 'AUTOMAKE', 'AUTOCONF'].map((name) => env[name]),
      ]);
    };
    expect(words(nativeSteps)).toEqual(words(stepsFor));
  });

  it('links the libraries of C files without a build system, behind these', () => {
    const [step] = nativeSteps({ project: samples.plain, folders, args: [] }).steps;
    expect(step?.argv.join(' ')).toBe('cc -O2 -pthread -o /b/main main.c -lncurses -ltinfo -lm');
  });
});

it('tells a configure that a person wrote its tools by the words that it takes', () => {
  const { autotools } = samples;
  const build = { system: 'autotools', configure: 'handwritten', toolOptions: { CC: '--cc=', AR: 'AR=' } } as const;
  const { steps } = stepsFor({ project: { ...autotools, build }, folders, args: [], tools: ownMusl('x86_64') });
  expect(steps[0]?.argv).toEqual(['./configure', `--cc=${steps[0]?.env.CC}`]);
});

it('asks no configure for archives alone that refuses it', () => {
  const { autotools } = samples;
  const stepOf = (build: typeof autotools.build & { refusesArchives?: true }) =>
    stepsFor({ project: { ...autotools, build }, folders, args: [], tools: ownMusl('x86_64') }).steps.find(
      ({ name }) => name === 'configure',
    )?.argv;
  expect(stepOf(autotools.build)).toContain('--enable-static');
  expect(stepOf({ ...autotools.build, refusesArchives: true } as typeof autotools.build)).toEqual(['./configure']);
});
