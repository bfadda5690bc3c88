import { describe, expect, it } from 'vitest';
import type { Artifact, RequirementResult } from '../../src/artifact/artifact.js';
import { gateFailures } from '../../src/artifact/gate-failures.js';
import { githubAnnotations } from '../../src/artifact/github.js';
import { sarifLog } from '../../src/artifact/sarif.js';

const result = (change: Partial<RequirementResult>): RequirementResult => ({
  path: 'app',
  name: 'static',
  holds: false,
  checked: true,
  found: 'dynamic; loader /lib/ld.so',
  ...change,
});
const file = (change: Partial<Artifact>): Artifact =>
  ({ path: 'app', format: 'elf', error: null, ...change }) as Artifact;

describe('failures', () => {
  it('has none of files that meet everything', () => {
    const results = [result({ holds: true })];
    expect(gateFailures([file({})], results, [{ path: 'app', started: true, reason: 'started' }], false)).toEqual([]);
  });

  it.each([
    ['a requirement that is not met', [file({})], [result({})], [], 'static'],
    ['a file that cannot be read', [file({ format: 'unreadable', error: 'ENOENT' })], [], [], 'readable'],
    ['a damaged file', [file({ error: 'cut off' })], [], [], 'readable'],
    [
      'a program that does not start',
      [file({})],
      [],
      [{ path: 'app', started: false, reason: 'no loader' }],
      'portable',
    ],
  ] as const)('is an error, whatever is accepted: %s', (_, files, results, alone, rule) => {
    for (const accepted of [true, false])
      expect(gateFailures(files, results, alone, accepted)).toMatchObject([{ path: 'app', rule, level: 'error' }]);
  });

  it.each([
    [true, 'warning'],
    [false, 'error'],
  ] as const)('what was not checked, accepted: %s, is %s', (accepted, level) => {
    const untried = [{ path: 'app', started: null, reason: 'no emulator' }];
    const found = gateFailures([file({})], [result({ checked: false })], untried, accepted);
    expect(found).toMatchObject([
      { rule: 'static', level },
      { rule: 'portable', level },
    ]);
  });
});

describe('annotations of GitHub', () => {
  it('are one line each, whatever a file is called', () => {
    const path = 'a,b:c%0A\n::stop-commands::x';
    const text = githubAnnotations(gateFailures([file({})], [result({ path })], [], false));
    expect(text).toMatchInlineSnapshot(`
      "::error file=a%2Cb%3Ac%250A %3A%3Astop-commands%3A%3Ax,title=musl-wizard%3A static::a,b:c%250A ::stop-commands::x: It is required to be "static", but: dynamic; loader /lib/ld.so
      "
    `);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a SARIF log', () => {
  it('names each rule once, and files by URI', () => {
    const failures = gateFailures([file({})], [result({}), result({ path: '/b in/ö#1' })], [], false);
    const log = sarifLog(failures, '1.2.3');
    const [run] = log.runs;
    expect(run?.tool.driver.rules).toEqual([{ id: 'static', shortDescription: { text: 'The file is "static".' } }]);
    expect(run?.results?.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri)).toEqual([
      'app',
      'file:///b%20in/%C3%B6%231',
    ]);
    for (const { ruleId } of run?.results ?? []) expect(run?.tool.driver.rules?.map(({ id }) => id)).toContain(ruleId);
  });

  it('of no failures has no results', () => {
    expect(sarifLog([], '1.2.3').runs[0]).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });
});
