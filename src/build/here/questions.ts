/** What a build asks of the project's own build system: which programs it makes, and which of them it installs. */

import { readCargoMetadata } from '../../project/cargo-metadata.js';
import { readCodemodel } from '../../project/cmake-codemodel.js';
import { cgoTemplate, mainTemplate, nameMains, needsCgo, readMains } from '../../project/go-list.js';
import { type GoWords, goWordsIn, tagsIn, withGoWords } from '../../project/go-words.js';
import { installedWords, startedBy } from '../../project/installed-words.js';
import { readMesonTargets } from '../../project/meson-targets.js';
import { onlyLibraries } from '../../project/notices.js';
import type { Build } from '../../project/project.js';
import type { BuildPaths, Plan, PlanInput, PlannedStep } from '../plan.js';
import { withTests } from './with-tests.js';

type Built = Pick<Plan, 'steps' | 'files'>;

/** What the questions of a build are asked with. */
interface Questioned extends Pick<PlanInput, 'project' | 'place' | 'args'> {
  /** The steps for the project with what is known of its build by now, and further words. */
  readonly plan: (build: Build, args?: readonly string[]) => readonly PlannedStep[];
}

/** How long a question may take; go downloads modules first. */
const questionMs = 60_000;
const downloadMs = 300_000;

/** The steps and files of a build, with the project's tests where these are asked for and known, otherwise with questions. Pure. */
export const withTestsOrQuestions = (
  { project, place, args, tests }: Pick<PlanInput, 'project' | 'place' | 'args' | 'tests'>,
  built: Built,
  plan: Questioned['plan'],
): Built & { tested: boolean } => {
  const tested = tests ? withTests(project.build, built.steps, place) : null;
  return tested
    ? { ...built, steps: tested, tested: true }
    : { ...withQuestions({ project, place, args, plan }, built), tested: false };
};

/**
 * The steps and files of a build with the questions in between, and the steps that depend on their answers. Where
 * there is no answer, the build goes on as it was planned.
 */
const withQuestions = (questioned: Questioned, built: Built): Built => {
  const { build } = questioned.project;
  const { place } = questioned;
  switch (build.system) {
    case 'make':
    case 'autotools':
      return { ...built, steps: built.steps.flatMap((step) => (step.name === 'make' ? asksMake(step) : [step])) };
    case 'cmake':
      return asksCMake(place, built);
    case 'meson':
      return asksMeson(place, built);
    case 'cargo':
      return { ...built, steps: asksCargo(questioned, build) };
    case 'go':
      return { ...built, steps: build.makefile ? asksMakeOfGo(questioned, build) : asksGo(questioned, build) };
    case 'plain':
    case 'cabal':
    case 'crystal':
    case 'dub':
    case 'dune':
    case 'fpc':
    case 'nim':
    case 'zig':
      return built;
  }
};

/**
 * What make would start is asked before the build, silent commands too; `make -n install` after it, without what plain
 * make would still do: what remains are the commands that install. Nothing of it is carried out, except for what make
 * always carries out.
 */
const asksMake = (make: PlannedStep): PlannedStep[] => {
  const dry = (args: readonly string[], read: PlannedStep['read']): PlannedStep => ({
    ...queryMake(make.argv, args, make.env),
    ...(read ? { read } : {}),
  });
  const installs = (again: string) =>
    dry(['install', 'DESTDIR=/nowhere'], (install) => ({ products: installedWords(install, again) }));
  return [
    dry([], (commands) => ({ started: startedBy(commands) })),
    make,
    dry([], (again) => ({ steps: [installs(again)] })),
  ];
};

/** What make would do, which it only prints. */
const queryMake = (make: readonly string[], args: readonly string[], env: PlannedStep['env']): PlannedStep => ({
  name: 'query make',
  argv: [...make, '-n', ...args],
  env: { ...env, MAKEFLAGS: '' },
  timeoutMs: questionMs,
  optional: true,
  question: true,
});

/** Which programs the members of a workspace have; with words of the user it is theirs to say. */
const asksCargo = ({ place, args, plan }: Questioned, build: Build): readonly PlannedStep[] => {
  if (args.length > 0) return plan(build);
  const answer = { folder: place.build, names: /^cargo-metadata\.json$/ };
  return [
    {
      name: 'query cargo',
      argv: [
        'sh',
        '-c',
        'exec cargo metadata --no-deps --format-version 1 >"$0"',
        `${place.build}/cargo-metadata.json`,
      ],
      timeoutMs: questionMs,
      optional: true,
      question: true,
      leaves: answer,
      read: (_, left) => {
        const asked = readCargoMetadata(left?.get('cargo-metadata.json') ?? '');
        if (asked === null) return { steps: plan(build) };
        const { programs, words, notices } = asked;
        return programs.length > 0
          ? { steps: plan(build, words), products: programs, notices }
          : { stop: noProgram('cargo') };
      },
      otherwise: plan(build),
    },
  ];
};

const noProgram = (tool: string) => ({
  outcome: 'failed' as const,
  reason: `${onlyLibraries}: ${tool} names no program in it.`,
  findings: [],
});

type GoBuild = Extract<Build, { system: 'go' }>;

/** With which tags and values a makefile calls go; without them the program can less, or does not know its version. */
const asksMakeOfGo = (questioned: Questioned, build: GoBuild): readonly PlannedStep[] => [
  {
    ...queryMake(['make'], [], {}),
    read: (commands) => ({ steps: asksGo(questioned, build, goWordsIn(commands)) }),
    otherwise: asksGo(questioned, build),
  },
];

/** Which packages are programs on this system, and whether what they are made of needs a C compiler. */
const asksGo = (
  { args, plan }: Questioned,
  build: GoBuild,
  words: GoWords = { tags: [], values: [] },
): readonly PlannedStep[] => {
  const steps = (known: GoBuild) => plan(known).map((step) => ({ ...step, argv: withGoWords(step.argv, words) }));
  const [planned] = steps(build);
  const tags = [...words.tags, ...tagsIn(args)];
  const list = (template: string, packages: readonly string[]): PlannedStep => ({
    name: 'query go',
    argv: ['go', 'list', '-e', ...(tags.length > 0 ? [`-tags=${tags.join(',')}`] : []), '-f', template, ...packages],
    env: { ...planned?.env, CGO_ENABLED: '1' },
    timeoutMs: downloadMs,
    optional: true,
    question: true,
  });
  return [
    {
      ...list(mainTemplate, ['./...']),
      read: (answer) => {
        const { mains, others } = readMains(answer, build.module);
        if (mains.length === 0) return { stop: noProgram('go list') };
        const known = { ...build, mains };
        return {
          products: nameMains(mains, build.module).map(({ name }) => name),
          notices:
            others.length > 0
              ? [`Not built, by the names of their folders for development: ${others.join(', ')}.`]
              : [],
          steps: [
            {
              ...list(cgoTemplate, ['-deps', ...mains]),
              read: (packages) => ({ steps: steps({ ...known, cgo: needsCgo(packages) }) }),
              otherwise: steps(known),
            },
          ],
        };
      },
      otherwise: steps(build),
    },
  ];
};

/** CMake's file API; source: cmake-file-api(7), codemodel version 2. */
const asksCMake = (place: BuildPaths, { steps, files }: Built): Built => {
  const folder = `${place.build}/cmake/.cmake/api/v1`;
  const [configure, build, ...rest] = steps;
  if (configure === undefined || build === undefined) return { steps, files };
  const plain = build.argv.slice(0, 3);
  return {
    files: [...files, { path: `${folder}/query/codemodel-v2`, content: '' }],
    steps: [
      {
        ...configure,
        leaves: { folder: `${folder}/reply`, names: /^(?:codemodel|target)-.*\.json$/ },
        read: (_, reply = new Map()) => {
          const programs = readCodemodel(reply, place.source);
          if (programs === null) return { steps: [build] };
          const targets = programs.map(({ target }) => target);
          return {
            products: programs.map(({ path }) => path),
            steps: [{ ...build, argv: [...plain, ...(targets.length > 0 ? ['--target', ...targets] : [])] }],
          };
        },
      },
      ...rest,
    ],
  };
};

/** What Meson leaves of its targets; source: Meson's manual, "IDE integration". */
const asksMeson = (place: BuildPaths, { steps, files }: Built): Built => {
  const [configure, build, ...rest] = steps;
  if (configure === undefined || build === undefined) return { steps, files };
  const folder = `${place.build}/meson`;
  return {
    files,
    steps: [
      {
        ...configure,
        leaves: { folder: `${folder}/meson-info`, names: /^intro-targets\.json$/ },
        read: (_, left) => {
          const programs = readMesonTargets(left?.get('intro-targets.json') ?? '', place.source, folder);
          if (programs === null) return { steps: [build] };
          return {
            products: programs.map(({ path }) => path),
            steps: [{ ...build, argv: [...build.argv, ...programs.map(({ target }) => target)] }],
          };
        },
      },
      ...rest,
    ],
  };
};
