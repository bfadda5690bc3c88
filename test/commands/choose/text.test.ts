import { expect, it } from 'vitest';
import { chooseLines } from '../../../src/commands/choose/text.js';
import type { RungId } from '../../../src/rungs/registry.js';
import { artifact, canaryResult } from '../../support/canary-result.js';

const descent = { results: [canaryResult({ rung: 'zig', outcome: 'passed' })], chosen: 'zig', trace: [] } as const;

it('names the command that builds by what was saved', () => {
  expect(chooseLines(descent, '/settings/one.json', false, false).slice(-3)).toEqual([
    'Saved: zig, in /settings/one.json',
    'Tools and libraries proven, not built yet. To build the project:',
    '  musl-wizard build',
  ]);
});

it('says in which language the proof is, where that is not C', () => {
  const text = (program: 'c-hello' | 'rust') =>
    chooseLines({ ...descent, results: [canaryResult({ program, artifact: artifact() })] }, null, false, false)[1];
  expect(text('rust')).toMatch(/^ +a Rust program, static/);
  expect(text('c-hello')).toMatch(/^ +static/);
});

it('names no build where there is nothing to be built', () => {
  const lines = chooseLines(descent, '/settings/one.json', false, false, false);
  expect(lines).not.toContain('  musl-wizard build');
  expect(lines.at(-1)).toBe('  musl-wizard choose --yes && musl-wizard build');
});

it('where another setup was kept, does not say that a build would be by this one', () => {
  const lines = chooseLines(descent, null, false, false);
  expect(lines).toContain('  musl-wizard build --rung zig');
  expect(lines).toContain('  musl-wizard choose --rung zig --yes');
  expect(lines).not.toContain('  musl-wizard build');
});

const failed = (outcome: 'failed' | 'blocked', considered: readonly RungId[]) =>
  chooseLines(
    {
      results: [canaryResult({ rung: 'zig', outcome })],
      chosen: null,
      trace: considered.map((rung) => ({ rung, decision: 'failed', why: 'it did not pass', evidence: [] })),
    },
    null,
    false,
    false,
  ).join('\n');

it('says of no rung that it was not asked about that it does not work', () => {
  expect(failed('failed', ['zig'])).toContain('zig does not work on this machine as it is.');
  expect(failed('failed', ['zig', 'glibc-static'])).toContain('No rung works on this machine as it is.');
});

it('does not blame the machine where the build of the project failed', () => {
  const title = 'Git submodules of this project are empty: dep';
  const root = { cause: 'x', root: true, confidence: 1, line: 1, excerpt: '', title, why: '', fixes: [], links: [] };
  const results = (['musl-gcc', 'glibc-static'] as const).map((rung) =>
    canaryResult({ rung, outcome: 'failed', diagnoses: [root], build: { outcome: 'failed', programs: [] } }),
  );
  const text = (causes: boolean) =>
    chooseLines(
      { results: results.map((each) => (causes ? each : { ...each, diagnoses: [] })), chosen: null, trace: [] },
      null,
      false,
      false,
    ).join('\n');
  expect(text(true)).not.toContain('on this machine as it is');
  expect(text(true)).toContain(`failed with each of them, because: ${title}.`);
  expect(text(true)).toContain('\n  musl-wizard choose --rung glibc-static --yes');
  expect(text(false)).toContain('\n  musl-wizard build --rung glibc-static --verbose');
});

it('says how each rung was decided, with its evidence, only when asked', () => {
  const trace = [{ rung: 'zig', decision: 'passed', why: 'it passed', evidence: ['which:zig: /usr/bin/zig'] }] as const;
  const quiet = chooseLines({ ...descent, trace }, null, false, false).join('\n');
  const verbose = chooseLines({ ...descent, trace }, null, true, false).join('\n');
  expect(quiet).not.toMatch(/How it was decided|which:zig/);
  expect(verbose).toMatch(/\n\nHow it was decided:\n[\s\S]*it passed[\s\S]*which:zig: \/usr\/bin\/zig/);
});
