import { linkNames } from '../project/link-names.js';
import { asOperand } from '../project/plain-path.js';
import type { ChosenProject } from '../project/project.js';
import { generateSteps, leftAlone, makeCalls, makefileOf, makeOf } from './c-steps.js';
import { goMains } from './go-steps.js';
import { languageSteps } from './language-steps.js';
import type { StepInput, Steps } from './steps.js';

/**
 * How a project is built as on any machine, by its own defaults: shared libraries, this machine's C library and
 * compilers. It is what a static program is compared with, and is no recipe. Folders as in `stepsFor`. Pure.
 */
export const nativeSteps = ({ project, folders, args }: Pick<StepInput, 'project' | 'folders' | 'args'>): Steps => {
  const { build } = project;
  const inTree = { folder: folders.source, deep: true };
  const step = (name: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) => ({
    name,
    argv,
    env,
  });
  switch (build.system) {
    case 'make':
      return {
        files: [],
        steps: makeCalls(build, args).map(({ name, words }) => step(name, ['make', ...makefileOf(build), ...words])),
        output: inTree,
      };
    case 'autotools':
      return {
        files: [],
        steps: [
          ...generateSteps(build),
          step('configure', ['./configure', ...args], leftAlone(build.configure)),
          step('make', makeOf(build.configure)),
        ],
        output: inTree,
      };
    case 'cmake': {
      const where = `${folders.build}/cmake`;
      const options = ['-DCMAKE_BUILD_TYPE=Release', '-DBUILD_TESTING=OFF'];
      return {
        files: [],
        steps: [
          step('configure', ['cmake', '-S', folders.source, '-B', where, ...options, ...args]),
          step('build', ['cmake', '--build', where, ...targetsOf(project)]),
        ],
        output: { folder: where, deep: true },
      };
    }
    case 'meson': {
      const where = `${folders.build}/meson`;
      return {
        files: [],
        steps: [
          step('configure', ['meson', 'setup', where, folders.source, '--buildtype', 'release', ...args]),
          step('build', ['meson', 'compile', '-C', where]),
        ],
        output: { folder: where, deep: true },
      };
    }
    case 'plain':
      return {
        files: [],
        steps: build.programs.map(({ name, sources }) => {
          const compiler = sources.every((path) => path.endsWith('.c')) ? 'cc' : 'c++';
          const libraries = project.libraries.flatMap(({ id }) => linkNames(id)).map((each) => `-l${each}`);
          const output = ['-o', `${folders.build}/${name}`];
          return step(`compile ${name}`, [
            ...[compiler, '-O2', '-pthread', ...output, ...sources.map(asOperand), ...args],
            ...[...libraries, '-lm'],
          ]);
        }),
        output: { folder: folders.build, deep: false },
      };
    case 'cargo': {
      const folder = `${folders.build}/target`;
      const locked = build.lockFile ? ['--locked'] : [];
      return {
        files: [],
        steps: [step('cargo build', ['cargo', 'build', '--release', ...locked, '--target-dir', folder, ...args])],
        output: { folder, deep: true },
      };
    }
    case 'go': {
      const argv = ['go', 'build', '-trimpath'];
      return {
        files: [],
        steps: goMains(build, `${folders.build}/bin/`).map((words) => step('go build', [...argv, ...words(args)])),
        output: { folder: `${folders.build}/bin`, deep: false },
      };
    }
    default:
      return languageSteps({ folders, args, tools: null }, build);
  }
};

const targetsOf = ({ targets }: ChosenProject): string[] =>
  targets.length > 0 ? ['--target', ...targets.map(({ name }) => name)] : [];
