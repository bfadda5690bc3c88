import { describe, expect, it } from 'vitest';
import { architectureLines, behaviourLines, buildLines, secondBuildLines } from '../../src/commands/build/text.js';
import { buildResult } from '../support/build-result.js';
import { artifact } from '../support/canary-result.js';

const setup = { rung: 'zig', upx: false, options: {} } as const;
const step = { name: 'make', command: ['make'], code: 0, durationMs: 1 };
const program = (over = {}) => ({
  name: 'app',
  savedTo: '/p/dist-static/app' as string | null,
  artifact: artifact({ sizeBytes: 2048, libc: 'musl' }),
  fault: null as string | null,
  packed: null as string | null,
  ...over,
});
const lines = (over: Parameters<typeof buildResult>[0], ...rest: [next?: 'alpine' | null, otherwise?: never]) =>
  buildLines('/p', setup, buildResult(over), rest[0] ?? null, rest[1] ?? null);

describe('what came of a build', () => {
  it('is named by its path below this folder, elsewhere by its whole path, and where it was not kept by its name', () => {
    const programs = [program(), program({ savedTo: '/other/app' }), program({ savedTo: null })];
    expect(lines({ programs, steps: [step], durationMs: 2400, jobs: 2 })).toEqual([
      'Built by zig in 2.4 s, 2 jobs.',
      '  dist-static/app  static, musl, x86_64, 2 KiB',
      '  /other/app  static, musl, x86_64, 2 KiB',
      '  app  static, musl, x86_64, 2 KiB',
    ]);
  });

  it('says of each program what is wrong with it, how it was packed, and what it needs', () => {
    const needs = [{ kind: 'data', what: 'certificates', why: 'it has their path' }] as never;
    const programs = [
      program({ fault: 'It is dynamic.', packed: 'Packed to 50 %.', artifact: artifact({ runtimeNeeds: needs }) }),
    ];
    expect(lines({ programs }).slice(2)).toEqual([
      '    It is dynamic.',
      '    Packed to 50 %.',
      '    needs certificates at run time: it has their path',
    ]);
  });

  it('says what was left out of one that passed, and nothing of causes', () => {
    const leftOut = [
      {
        library: 'zlib',
        why: 'It is not there.',
        asked: 'configure.ac:3: zlib',
        line: 7,
        excerpt: 'no zlib',
        fixes: [],
      },
    ];
    expect(
      lines(
        { notices: ['Not built: x.'], leftOut, unknown: [{ line: 1, excerpt: 'x' }] as never, logFile: '/l' },
        'alpine',
      ),
    ).toEqual([
      'Built by zig.',
      '  Not built: x.',
      'Optional library not used: zlib. The build looked for it and continued without it.',
      '  It is not there.',
      '  required by configure.ac:3: zlib',
      '  line 7 of the log: no zlib',
    ]);
  });

  it('leads, where it failed, to the log and the next rung', () => {
    const unknown = Array.from({ length: 7 }, (_, at) => ({ line: at, excerpt: `error ${at}` })) as never;
    expect(
      lines({ outcome: 'failed', reason: 'The step "make" failed with 2.', unknown, logFile: '/l' }, 'alpine'),
    ).toEqual([
      'Not built by zig.',
      '  The step "make" failed with 2.',
      ...[0, 1, 2, 3, 4].map((at) => `  line ${at}: error ${at}`),
      'Log: /l',
      'Next rung: musl-wizard choose --rung alpine --yes && musl-wizard build',
    ]);
    const forArm = buildLines(
      '/p',
      { ...setup, options: { arch: 'aarch64' } },
      buildResult({ outcome: 'failed' }),
      'alpine',
    );
    expect(forArm.at(-1)).toBe(
      'Next rung: musl-wizard choose --rung alpine --arch aarch64 --yes && musl-wizard build --arch aarch64',
    );
  });

  it('shows no rough line beside a cause', () => {
    const cause = (root: boolean) => ({
      root,
      cause: 'x',
      title: 'A cause',
      why: 'w',
      excerpt: 'e',
      line: 3,
      fixes: [],
    });
    const shown = (root: boolean) =>
      lines({
        outcome: 'failed',
        diagnoses: [cause(root)] as never,
        unknown: [{ line: 9, excerpt: 'rough' }] as never,
      }).join('\n');
    expect(shown(true)).not.toContain('rough');
    expect(shown(false)).toContain('line 9: rough');
  });

  it('says where to look where the rung is blocked, and only there', () => {
    expect(lines({ outcome: 'blocked' }).join()).toContain('musl-wizard doctor --verbose');
    expect(lines({ outcome: 'failed' }).join()).not.toContain('doctor');
  });
});

describe('a build for several architectures', () => {
  it('has a line for each program, and for each architecture without one', () => {
    const of = (arch: string, over: Parameters<typeof buildResult>[0]) => ({
      setup: { options: { arch } },
      result: buildResult(over),
    });
    const builds = [
      of('x86_64', { programs: [program(), program({ savedTo: null, name: 'b' })] }),
      of('armv7l', { outcome: 'failed', programs: [program()] }),
    ];
    expect(architectureLines('/p', ['x86_64', 'armv7l', 'riscv64'], builds)).toEqual([
      'Built for 1 of 3 architectures.',
      '  x86_64   dist-static/app  static, musl, 2 KiB',
      '  x86_64   b                static, musl, 2 KiB',
      '  armv7l   not built',
      '  riscv64  not started',
    ]);
  });
});

describe('a second build', () => {
  const second = (over = {}) =>
    ({ outcome: 'passed' as const, reason: 'Why.', logFile: null, same: false, programs: [], ...over }) as Parameters<
      typeof secondBuildLines
    >[0];
  it('is the same, not compared, or not there', () => {
    expect(secondBuildLines(null)).toEqual([]);
    expect(secondBuildLines(second({ same: null }))).toEqual(['The second build was not compared: Why.']);
    expect(secondBuildLines(second({ same: true }))).toEqual(['Built twice, in different folders: the same bytes.']);
  });

  it('says of each program that differs where, and each fix once', () => {
    const difference = (cause: string) => ({ section: '.rodata', cause, detail: 'd' });
    const programs = [
      { name: 'same', same: true, differences: [], fault: null },
      {
        name: 'a',
        same: false,
        differences: [difference('date'), ...Array.from({ length: 9 }, () => difference('path'))],
        fault: null,
      },
      {
        name: 'b',
        same: false,
        differences: [difference('date'), { section: null, cause: 'unknown', detail: 'd' }],
        fault: 'It is gone.',
      },
    ];
    const shown = secondBuildLines(second({ programs }));
    expect(shown.slice(0, 3)).toEqual([
      'Built twice, in different folders: the bytes differ.',
      '  a',
      '    .rodata: date: d',
    ]);
    expect(shown).not.toContain('  same');
    expect(shown.filter((line) => line === '    .rodata: path: d')).toHaveLength(7);
    expect(shown).toContain('    … 2 more sections');
    expect(shown).toContain('  b: It is gone.');
    expect(shown).toContain('    file: unknown: d');
    expect(shown.filter((line) => /^ {2}Fix for/.test(line)).map((line) => line.split(':')[0])).toEqual([
      '  Fix for date',
      '  Fix for path',
    ]);
  });
});

describe('the program beside one of a native build', () => {
  const check = (over = {}) => ({
    command: './app',
    program: 'app',
    same: true as boolean | null,
    reason: null,
    exit: 'exit code 0',
    differences: [],
    ...over,
  });
  const behaviour = (checks: object[], native = {}, programs: ReturnType<typeof program>[] = []) =>
    behaviourLines(
      { native: { outcome: 'passed', reason: 'r', logFile: '/log', ...native }, checks } as never,
      programs,
    );
  it.each([
    ['nothing was asked', [], 'Compared with a native build: the same output and exit code.'],
    ['all are the same', [check()], 'Compared with a native build: the same output and exit code.'],
    [
      'one is not',
      [check(), check({ same: null }), check({ same: false })],
      'Compared with a native build: it behaves differently.',
    ],
    ['one was not tried', [check(), check({ same: null })], 'Not compared with a native build.'],
  ])('says so where %s', (_, checks, head) => {
    expect(behaviour(checks)[0]).toBe(head);
  });

  it('says why there is nothing to compare with', () => {
    expect(behaviourLines(null, [])).toEqual([]);
    const untried = [check({ same: null, reason: 'No build.', program: '' })];
    expect(behaviour(untried, { outcome: 'failed', reason: 'It failed.' })).toEqual([
      'Not compared with a native build.',
      '  Native build: It failed.',
      '  Log: /log',
      '  not compared: ./app',
      '    No build.',
    ]);
    expect(behaviour(untried, { outcome: 'failed', logFile: null }).join()).not.toContain('Log');
    expect(behaviour(untried).join()).not.toContain('Log');
  });

  it('says in what a program that behaves differently can differ, as far as it is known', () => {
    const glibcDifferences = [{ what: 'sorting', why: 'equal elements' }];
    const differing = program({ artifact: artifact({ glibcDifferences }) });
    const programs = [differing, program(), program({ artifact: artifact({ glibcDifferences: [] }) })];
    expect(behaviour([check({ same: false })], {}, programs).slice(2)).toEqual([
      '  By its symbols, app can differ from a program with glibc in:',
      '    sorting: equal elements',
      '  It is unknown in what app can differ: it has no symbols.',
    ]);
    expect(behaviour([check()], {}, programs)).toHaveLength(2);
  });

  it('sets lines beside each other, with what cannot be seen where they look the same', () => {
    const differences = [
      { where: 'stdout', line: 3, static: 'a\n', native: 'b\n' },
      { where: 'stderr', line: 1, static: null, native: 'x' },
      { where: 'exit', line: null, static: 'same\u200b', native: 'same' },
      { where: 'stdout', line: 4, static: 'a', native: 'a\n' },
      { where: 'stdout', line: 5, static: `${'x'.repeat(300)}1`, native: `${'x'.repeat(300)}2` },
    ];
    expect(behaviour([check({ same: false, differences })]).slice(1)).toEqual([
      '  differs: app: ./app',
      '    stdout, line 3',
      '      static: a',
      '      native: b',
      '    stderr, line 1',
      '      static: no such line',
      '      native: x',
      '    exit',
      '      static: "same\\u{200b}"',
      '      native: "same"',
      '    stdout, line 4',
      '      static: "a"',
      '      native: "a\\n"',
      '    stdout, line 5',
      `      static: …${'x'.repeat(20)}1"`,
      `      native: …${'x'.repeat(20)}2"`,
    ]);
  });
});
