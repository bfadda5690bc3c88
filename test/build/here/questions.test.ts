import { describe, expect, it } from 'vitest';
import { withTestsOrQuestions } from '../../../src/build/here/questions.js';
import type { PlannedStep, StepOutcome } from '../../../src/build/plan.js';
import type { Build, ChosenProject } from '../../../src/project/project.js';
import { stepsFor } from '../../../src/recipe/steps.js';
import { toolchainOf } from '../../../src/recipe/tools-of.js';
import { languageSamples, samples } from '../../recipe/samples.js';

const place = { id: 'a', scratch: '/s', source: '/s/source', build: '/s/build' };

/** The steps of a build of a sample, with its questions, or with its tests where `tests` is true. */
const asked = (project: ChosenProject, { args = [], tests }: { args?: readonly string[]; tests?: true } = {}) => {
  const plan = (build: Build, words: readonly string[] = args) =>
    stepsFor({
      project: { ...project, build },
      tools: toolchainOf('glibc-static', 'x86_64'),
      folders: place,
      args: words,
    }).steps;
  const built = { files: [], steps: plan(project.build) };
  return { built, ...withTestsOrQuestions({ project, place, args, ...(tests && { tests }) }, built, plan) };
};
const [make, cmake, meson, cargo, go] = [samples.make, samples.cmake, samples.meson, samples.cargo, samples.go];
const read = (step: PlannedStep | undefined, output: string, left?: Record<string, string>): StepOutcome => {
  if (step?.read === undefined) throw new Error(`${step?.name} reads nothing`);
  return step.read(output, left && new Map(Object.entries(left)));
};
const lines = (steps: readonly PlannedStep[] | undefined) => steps?.map(({ argv }) => argv.join(' '));

/** A question must neither end a build, nor be taken for a step of it. */
const isQuestion = { optional: true, question: true, timeoutMs: expect.any(Number) };

it.each(Object.values(languageSamples).concat(samples.plain))(
  'asks nothing of a build system that it cannot ask: $build.system',
  (project) => {
    const { built, steps, tested } = asked(project);
    expect(steps).toEqual(built.steps);
    expect(tested).toBe(false);
    expect(asked(project, { tests: true })).toMatchObject({ tested: false, steps: built.steps });
  },
);

describe('make', () => {
  it('is asked before and after the build, always without carrying anything out, and never with jobs', () => {
    const { built, steps } = asked(make);
    expect(steps.map(({ name }) => name)).toEqual(['query make', 'make', 'query make']);
    expect(steps[1]).toEqual(built.steps[0]);
    const questions = [steps[0], steps[2], ...(read(steps[2], '').steps ?? [])];
    for (const question of questions) {
      expect(question).toMatchObject({ ...isQuestion, env: { MAKEFLAGS: '' } });
      expect(question?.argv).toContain('-n');
    }
    expect(questions.map((question) => question?.argv.includes('install'))).toEqual([false, false, true]);
    expect(questions[2]?.argv.slice(-2)).toEqual(['install', 'DESTDIR=/nowhere']);
  });

  it('tells which programs the build starts itself, and which are installed that make would not make anyway', () => {
    const { steps } = asked(make);
    expect(read(steps[0], './gen >x.h\ncc -c x.c\n')).toEqual({ started: ['./gen'] });
    const [install] = read(steps[2], 'echo later\n').steps ?? [];
    expect(read(install, 'echo later\ninstall -m 755 app /nowhere/bin\n').products).toEqual([
      'install',
      '755',
      'app',
      '/nowhere/bin',
    ]);
  });

  it('is asked of autotools, too, and of no step beside it', () => {
    const { built, steps } = asked(samples.autotools);
    expect(steps.filter(({ question }) => !question)).toEqual(built.steps);
    expect(steps.at(-3)?.name).toBe('query make');
  });
});

describe('cargo', () => {
  const metadata = (targets: readonly object[]) => ({
    'cargo-metadata.json': JSON.stringify({
      workspace_root: '/w',
      workspace_members: ['a'],
      packages: [{ name: 'app', id: 'a', manifest_path: '/w/Cargo.toml', targets }],
    }),
  });

  it('is asked for its programs, and builds these', () => {
    const [question, ...more] = asked(cargo).steps;
    expect(more).toEqual([]);
    expect(question).toMatchObject(isQuestion);
    const answer = read(question, '', metadata([{ kind: ['bin'], name: 'tool' }]));
    expect(answer.products).toEqual(['tool']);
    expect(lines(answer.steps)?.[0]).toMatch(/cargo build .*--bins/);
  });

  it('ends where there is no program, and builds as planned where there is no answer', () => {
    const { built, steps } = asked(cargo);
    expect(read(steps[0], '', metadata([{ kind: ['lib'], name: 'base' }])).stop).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/cargo names no program/),
    });
    for (const answer of [read(steps[0], '', { 'cargo-metadata.json': '{' }), read(steps[0], '')])
      expect(answer).toEqual({ steps: built.steps });
    expect(steps[0]?.otherwise).toEqual(built.steps);
  });

  it('is not asked where the user says what to build', () => {
    const { built, steps } = asked(cargo, { args: ['-p', 'mine'] });
    expect(steps).toEqual(built.steps);
  });
});

describe('go', () => {
  it('is asked for programs, then for cgo, and is built by both answers', () => {
    const [mains] = asked(go).steps;
    expect(mains).toMatchObject({ ...isQuestion, env: { CGO_ENABLED: '1' } });
    expect(mains?.argv.at(-1)).toBe('./...');
    const answer = read(mains, 'example.org/demo/cmd/a\nexample.org/demo/tools/gen\n');
    expect(answer).toMatchObject({ products: ['a'], notices: [expect.stringMatching(/: \.\/tools\/gen\.$/)] });
    const [cgo] = answer.steps ?? [];
    expect(cgo?.argv.slice(-2)).toEqual(['-deps', './cmd/a']);
    const built = (packages: string) =>
      read(cgo, packages).steps?.map(({ argv, env }) => [argv.at(-1), env?.CGO_ENABLED]);
    expect(built('github.com/x/sqlite\n')).toEqual([['./cmd/a', '1']]);
    expect(built('')).toEqual([['./cmd/a', '0']]);
    // Unknown is not "none": the sample has cgo by its files.
    expect(cgo?.otherwise?.map(({ env }) => env?.CGO_ENABLED)).toEqual(['1']);
  });

  it('says nothing of what is left out where nothing is, and ends where there is no program', () => {
    const [mains] = asked(go).steps;
    expect(read(mains, 'example.org/demo\n')).toMatchObject({ notices: [], products: ['demo'] });
    expect(read(mains, '\n').stop).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/go list/) });
  });

  it('is built as planned where it gives no answer', () => {
    const { built, steps } = asked(go);
    expect(steps[0]?.otherwise).toEqual(built.steps);
  });

  it('is asked with the tags of the user', () => {
    const tags = (args: readonly string[]) => asked(go, { args }).steps[0]?.argv.filter((word) => /^-tags/.test(word));
    expect(tags([])).toEqual([]);
    expect(tags(['-tags', 'a,b'])).toEqual(['-tags=a,b']);
  });

  it('gets the tags and values of a makefile, in its questions and its build', () => {
    const project = { ...go, build: { ...go.build, makefile: true } } as ChosenProject;
    const [question, ...more] = asked(project).steps;
    expect(more).toEqual([]);
    expect(question).toMatchObject({ ...isQuestion, name: 'query make', argv: ['make', '-n'] });
    const [mains] = read(question, 'go build -tags sqlite -ldflags "-X main.version=7"\n').steps ?? [];
    expect(mains?.argv).toContain('-tags=sqlite');
    const [build] = mains?.otherwise ?? [];
    expect(build?.argv).toContain('-tags=netgo,osusergo,sqlite');
    expect(build?.argv.join(' ')).toContain("-X 'main.version=7'");
    // Without make the build is planned as if there were no makefile.
    expect(lines(question?.otherwise)).toEqual(lines(asked(go).steps));
  });
});

describe.each([
  {
    project: cmake,
    file: 'codemodel-v2-1.json',
    folder: '/s/build/cmake/.cmake/api/v1/reply',
    also: {
      'target-app.json': JSON.stringify({ type: 'EXECUTABLE', name: 'app', artifacts: [{ path: 'bin/app' }] }),
    },
    answer: JSON.stringify({ configurations: [{ targets: [{ jsonFile: 'target-app.json' }] }] }),
    path: 'bin/app',
    built: 'cmake --build /s/build/cmake --target app',
    noPrograms: [JSON.stringify({ configurations: [{ targets: [] }] }), 'cmake --build /s/build/cmake'],
  },
  {
    project: meson,
    file: 'intro-targets.json',
    folder: '/s/build/meson/meson-info',
    also: {},
    answer: JSON.stringify([
      { name: 'app', type: 'executable', defined_in: '/s/source/meson.build', filename: ['/s/build/meson/app'] },
    ]),
    path: 'app',
    built: 'meson compile -C /s/build/meson app:executable',
    noPrograms: ['[]', 'meson compile -C /s/build/meson'],
  },
] as const)('$project.build.system', ({ project, file, folder, also, answer, path, built: build, noPrograms }) => {
  it('tells its programs once it has configured, and builds these', () => {
    const { built, steps, files } = asked(project);
    expect(steps.map(({ name }) => name)).toEqual(['configure']);
    expect(steps[0]?.argv).toEqual(built.steps[0]?.argv);
    expect(steps[0]?.leaves?.folder).toBe(folder);
    for (const name of [file, ...Object.keys(also)]) expect(name).toMatch(steps[0]?.leaves?.names ?? /^$/);
    expect(read(steps[0], '', { ...also, [file]: answer })).toMatchObject({ products: [path] });
    expect(lines(read(steps[0], '', { ...also, [file]: answer }).steps)).toEqual([build]);
    expect(files.map(({ path: each }) => each)).toEqual(
      project === cmake ? ['/s/build/cmake/.cmake/api/v1/query/codemodel-v2'] : [],
    );
  });

  it('is built as planned without an answer, and by its defaults where it names no program', () => {
    const { built, steps } = asked(project);
    for (const left of [undefined, {}, { [file]: '{' }])
      expect(lines(read(steps[0], '', left).steps)).toEqual(lines(built.steps.slice(1)));
    expect(lines(read(steps[0], '', { [file]: noPrograms[0] }).steps)).toEqual([noPrograms[1]]);
  });
});

describe('the tests of a project', () => {
  const last = (project: ChosenProject) => {
    const { steps, tested, built } = asked(project, { tests: true });
    expect(tested).toBe(true);
    expect(steps.length).toBe(built.steps.length + 1);
    // A build with tests asks nothing: what it makes is taken as it comes.
    expect(steps.filter(({ question }) => question)).toEqual([]);
    const step = steps.at(-1);
    expect(step).toMatchObject({ name: 'tests', optional: true });
    return { argv: step?.argv.join(' '), cwd: step?.cwd, env: step?.env, build: built.steps.at(-1), steps };
  };

  it('are run by the tool that built, with what it was built with', () => {
    for (const project of [make, samples.autotools]) {
      const { argv, env, build } = last(project);
      expect(argv).toMatch(/^sh -c for goal in check test; .* sh make\b/);
      expect(argv?.endsWith(build?.argv.join(' ') ?? '-')).toBe(true);
      expect(env).toEqual(build?.env);
    }
    expect(last(meson).argv).toBe('meson test -C /s/build/meson');
    expect(last(cargo).argv).toMatch(/^cargo test --release .* --no-fail-fast$/);
    expect(last(go).argv).toMatch(/^go test -trimpath .* -v \.\/\.\.\.$/);
    expect(last(go).argv).not.toMatch(/ -o | build /);
  });

  it('of CMake are built first: all of them, not the named programs alone', () => {
    const { argv, cwd, steps } = last(cmake);
    expect([argv, cwd]).toEqual(['ctest --output-on-failure', '/s/build/cmake']);
    expect(steps[0]?.argv).toContain('-DBUILD_TESTING=ON');
    expect(steps[0]?.argv).not.toContain('-DBUILD_TESTING=OFF');
    expect(steps[0]?.argv.length).toBeGreaterThan(3);
    expect(lines(steps)?.[1]).toBe('cmake --build /s/build/cmake');
  });
});
