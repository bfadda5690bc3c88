/** What a build asks of the project's own build system: which programs it makes, and which of them it installs. */

import { readCodemodel } from '../../project/cmake-codemodel.js';
import { goWordsIn, withGoWords } from '../../project/go-words.js';
import { installedWords, startedBy } from '../../project/installed-words.js';
import { readMesonTargets } from '../../project/meson-targets.js';
import type { ChosenProject } from '../../project/project.js';
import type { BuildPaths, Plan, PlannedStep } from '../plan.js';

type Built = Pick<Plan, 'steps' | 'files'>;

/** How long a question may take. */
const questionMs = 60_000;

/**
 * The steps and files of a build with the questions in between, and the steps that depend on their answers. Where
 * there is no answer, the build goes on as it was planned. Pure.
 */
export const withQuestions = ({ build }: ChosenProject, place: BuildPaths, built: Built): Built => {
  switch (build.system) {
    case 'make':
    case 'autotools':
      return { ...built, steps: built.steps.flatMap((step) => (step.name === 'make' ? asksMake(step) : [step])) };
    case 'cmake':
      return asksCMake(place, built);
    case 'meson':
      return asksMeson(place, built);
    case 'go':
      return build.makefile ? { ...built, steps: built.steps.flatMap(asksMakeOfGo) } : built;
    default:
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

/** With which tags and values a makefile calls go; without them the program can less, or does not know its version. */
const asksMakeOfGo = (step: PlannedStep): PlannedStep[] => [
  {
    ...queryMake(['make'], [], {}),
    read: (commands) => ({ steps: [{ ...step, argv: withGoWords(step.argv, goWordsIn(commands)) }] }),
    otherwise: [step],
  },
];

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
