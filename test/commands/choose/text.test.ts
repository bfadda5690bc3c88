import { expect, it } from 'vitest';
import { chooseLines } from '../../../src/commands/choose/text.js';
import type { RungId } from '../../../src/rungs/registry.js';
import { artifact, canaryResult } from '../../support/canary-result.js';

const descent = { results: [canaryResult({ rung: 'zig', outcome: 'passed' })], chosen: 'zig', trace: [] } as const;

it('names the command that builds by what was saved', () => {
  expect(chooseLines(descent, '/settings/one.json', false, null).slice(-3)).toEqual([
    'Saved: zig, in /settings/one.json',
    'Tools and libraries proven, not built yet. To build the project:',
    '  musl-wizard build',
  ]);
});

it('says in which language the proof is, where that is not C', () => {
  const text = (program: 'c-hello' | 'rust') =>
    chooseLines({ ...descent, results: [canaryResult({ program, artifact: artifact() })] }, null, false, null)[1];
  expect(text('rust')).toMatch(/^ +a Rust program, static/);
  expect(text('c-hello')).toMatch(/^ +static/);
});

it('names no build where there is nothing to be built', () => {
  const lines = chooseLines(descent, '/settings/one.json', false, null, false);
  expect(lines).not.toContain('  musl-wizard build');
  expect(lines.at(-1)).toBe('  musl-wizard choose --yes && musl-wizard build');
});

it('where another setup was kept, does not say that a build would be by this one', () => {
  const lines = chooseLines(descent, null, false, null);
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
    null,
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
  const text = (causes: boolean, words: readonly string[] = []) =>
    chooseLines(
      { results: results.map((each) => (causes ? each : { ...each, diagnoses: [] })), chosen: null, trace: [] },
      null,
      false,
      null,
      true,
      words,
    ).join('\n');
  expect(text(true)).not.toContain('on this machine as it is');
  expect(text(true)).toContain(`failed with each of them, because: ${title}.`);
  expect(text(true)).toContain('Once that is fixed:\n  musl-wizard choose --rung glibc-static --yes');
  expect(text(false)).toContain('see what it prints:\n  musl-wizard build --rung glibc-static --verbose');
  expect(text(true, ['--jobs', '2'])).toContain('\n  musl-wizard choose --rung glibc-static --jobs 2 --yes');
});

it('says how each rung was decided, with its evidence, only when asked', () => {
  const trace = [{ rung: 'zig', decision: 'passed', why: 'it passed', evidence: ['which:zig: /usr/bin/zig'] }] as const;
  const quiet = chooseLines({ ...descent, trace }, null, false, null).join('\n');
  const verbose = chooseLines({ ...descent, trace }, null, true, null).join('\n');
  expect(quiet).not.toMatch(/How it was decided|which:zig/);
  expect(verbose).toMatch(/\n\nHow it was decided:\n[\s\S]*it passed[\s\S]*which:zig: \/usr\/bin\/zig/);
});

it('has a line for each rung that was tried, in columns, with what its program is and what the link proves', () => {
  const passed = canaryResult({
    rung: 'zig',
    reason: 'It passed.',
    artifact: artifact({ libc: 'musl' }),
    ran: true,
    durationMs: 1500,
    link: { outcome: 'passed', libraries: ['zlib', 'openssl'], untried: ['lua'] } as never,
    packed: { reason: 'UPX halved it.' } as never,
  });
  const late = canaryResult({ rung: 'alpine', outcome: 'timeout', reason: 'It took too long.', logFile: '/tmp/log' });
  const lines = chooseLines({ results: [passed, late], chosen: 'zig', trace: [] }, '/one.json', false, null);
  expect(lines.slice(0, lines.indexOf(''))).toEqual([
    '✓ zig           works     It passed.',
    '    static, musl, x86_64, 784 KiB; ran as expected; 1.5 s',
    '    links what the project requires: zlib, openssl',
    '    linking not tried: lua',
    '    UPX: UPX halved it.',
    '✗ alpine        too slow  It took too long.',
    '    log:   /tmp/log',
  ]);
});

it('has a line for each rung that was left out, and none for what a table has shown', () => {
  const trace = [{ rung: 'alpine', decision: 'skipped', why: 'it is forbidden', evidence: [] }] as const;
  const lines = (compared: readonly string[] | null) => chooseLines({ ...descent, trace }, null, false, compared);
  expect(lines(null).slice(0, 2)).toEqual([
    expect.stringMatching(/^✓ zig /),
    '- alpine        skipped   it is forbidden',
  ]);
  expect(lines([])[0]).toBe('- alpine        skipped   it is forbidden');
});

it('calls no project unbuilt that was built for the comparison', () => {
  const last = (compared: readonly string[]) => chooseLines(descent, '/one.json', false, compared).slice(-2, -1);
  expect(last([])).toEqual(['Tools and libraries proven, not built yet. To build the project:']);
  expect(last(['zig'])).toEqual(['The project was built with it to compare. To build it into dist-static:']);
});

it.each([
  [true, 'ran as expected'],
  [false, 'did not run as expected'],
  [null, 'was not run'],
])('tells of a program that ran: %s', (ran, words) => {
  const results = [canaryResult({ artifact: artifact(), ran })];
  const text = chooseLines({ ...descent, results }, null, false, null).join('\n');
  expect(text).toContain(`; ${words}; 1 ms`);
});

it('asks for the evidence of a machine only where something is blocked', () => {
  expect(failed('blocked', ['zig'])).toMatch(/ {2}musl-wizard doctor --verbose$/);
  expect(failed('failed', ['zig'])).toMatch(/ {2}musl-wizard doctor$/);
});

it('tells a link that failed from a machine on which nothing works', () => {
  const linked = (outcome: 'failed' | 'passed') =>
    chooseLines(
      {
        results: [
          canaryResult({ rung: 'zig', outcome: 'failed', link: { outcome, libraries: [], untried: [] } as never }),
        ],
        chosen: null,
        trace: [],
      },
      null,
      false,
      null,
    ).join('\n');
  expect(linked('failed')).toContain(
    'The tools of zig work on this machine; the build of this project failed with them',
  );
  expect(linked('passed')).toContain('No rung works on this machine as it is.');
});

it('says that nothing has changed where all failed before', () => {
  const trace = [
    { rung: 'zig', decision: 'skipped', why: 'it failed', evidence: [], failedAt: '2026-01-01T00:00:00Z' },
  ] as const;
  const text = chooseLines({ results: [], chosen: null, trace }, null, false, null).join('\n');
  expect(text).toMatch(/has changed since these rungs failed.*\n {2}musl-wizard choose --rung zig --yes$/);
});

it('says of a project that was built where its programs can go', () => {
  const built = canaryResult({
    rung: 'zig',
    build: { outcome: 'passed', programs: ['a'] } as never,
    artifact: artifact(),
    ran: true,
    packed: { reason: 'UPX halved it.' } as never,
  });
  const lines = chooseLines({ ...descent, results: [built] }, '/one.json', false, null);
  expect(lines[1]).toContain('; the small program ran as expected; ');
  expect(lines[2]).toBe('    UPX (the small program): UPX halved it.');
  expect(lines.slice(-2)).toEqual([
    'The project was built with it. To put the programs into dist-static:',
    '  musl-wizard build',
  ]);
});

it('says of a setup whose rung was not tried now no more than that its tools are proven', () => {
  expect(chooseLines({ ...descent, results: [] }, '/one.json', false, null)).toContain(
    'Tools proven, its libraries not tried, not built yet. To build the project:',
  );
});
