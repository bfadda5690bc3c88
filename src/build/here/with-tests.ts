import type { Build } from '../../project/project.js';
import type { BuildPaths, PlannedStep } from '../plan.js';

/** The step that runs the project's tests; what it ends with means nothing for the build. */
export const testsName = 'tests';

/**
 * The steps of a build, and after them the project's own tests by its build system, which builds them as it built the
 * programs. Null where it is not known how they are run. Pure.
 */
export const withTests = (
  build: Build,
  steps: readonly PlannedStep[],
  place: Pick<BuildPaths, 'build'>,
): readonly PlannedStep[] | null => {
  const last = steps.at(-1);
  if (last === undefined) return null;
  const tests = (argv: readonly string[], more: Partial<PlannedStep> = {}): PlannedStep => ({
    ...last,
    ...more,
    name: testsName,
    argv,
    optional: true,
  });
  switch (build.system) {
    case 'make':
    case 'autotools':
      return [...steps, tests(['sh', '-c', goal, 'sh', ...last.argv])];
    case 'cmake':
      return [
        ...steps.map((step) => ({ ...step, argv: step.argv.map(allOfCMake) })).map(withoutTargets),
        tests(['ctest', '--output-on-failure'], { cwd: `${place.build}/cmake` }),
      ];
    case 'meson':
      return [...steps, tests(['meson', 'test', '-C', `${place.build}/meson`])];
    case 'cargo':
      return [...steps, tests([...last.argv.map((word) => (word === 'build' ? 'test' : word)), '--no-fail-fast'])];
    case 'go': {
      const flags = last.argv.slice(0, last.argv.indexOf('-o')).map((word) => (word === 'build' ? 'test' : word));
      return [...steps, tests([...flags, '-v', './...'])];
    }
    case 'plain':
    case 'cabal':
    case 'crystal':
    case 'dub':
    case 'dune':
    case 'fpc':
    case 'nim':
    case 'zig':
      return null;
  }
};

/** The first of the usual goals that the makefile has. */
const goal =
  'for goal in check test; do "$@" -n "$goal" >/dev/null 2>&1 && exec "$@" "$goal"; done; echo "The makefile has neither check nor test."; exit 2';

const allOfCMake = (word: string): string => (word === '-DBUILD_TESTING=OFF' ? '-DBUILD_TESTING=ON' : word);

/** `cmake --build` of named targets builds no tests. */
const withoutTargets = (step: PlannedStep): PlannedStep =>
  step.argv[1] === '--build' ? { ...step, argv: step.argv.slice(0, 3) } : step;
