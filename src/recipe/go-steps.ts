import { nameMains, programOf } from '../project/go-list.js';
import type { Build } from '../project/project.js';
import { goArch } from '../rungs/architectures.js';
import { pkgConfigEnvironment } from './c-steps.js';
import type { StepInput, Steps } from './steps.js';

/**
 * Go. Without cgo the program holds no C library at all; with cgo it is linked by the rung's
 * compiler, and without glibc's resolver and user look-up, which load shared libraries at run time.
 * Sources: `go help build`, the documentation of cmd/cgo, cmd/link, net and os/user.
 */
export const goSteps = (input: StepInput, build: Extract<Build, { system: 'go' }>): Steps => {
  const { tools, folders, args } = input;
  const arch = tools.native ? {} : { GOARCH: goArch(tools.arch) };
  const plain = { argv: ['go', 'build', '-trimpath', '-ldflags=-s -w'], env: { CGO_ENABLED: '0', ...arch } };
  const cgo = {
    argv: [
      'go',
      'build',
      '-trimpath',
      '-tags=netgo,osusergo',
      '-ldflags=-s -w -linkmode external -extldflags "-static"',
    ],
    env: {
      CGO_ENABLED: '1',
      CC: tools.cc.join(' '),
      ...(tools.cxx === null ? {} : { CXX: tools.cxx.join(' ') }),
      ...pkgConfigEnvironment(tools),
      ...arch,
    },
  };
  const { argv, env } = build.cgo ? cgo : plain;
  return {
    files: [],
    steps: goMains(build, `${folders.build}/bin/`).map((words) => ({
      name: 'go build',
      argv: [...argv, ...words(args)],
      env,
    })),
    output: { folder: `${folders.build}/bin`, deep: false },
  };
};

/**
 * The words of each call of `go build`, behind its flags, for words of the user.
 * @param output folder of the programs, with a slash at its end
 */
export const goMains = (
  build: Extract<Build, { system: 'go' }>,
  output: string,
): ((args: readonly string[]) => readonly string[])[] => {
  const mains = build.mains.length > 0 ? build.mains : ['.'];
  // go would put programs of one name into one file.
  const renamed = nameMains(mains, build.module).filter(({ main, name }) => main !== '.' && name !== programOf(main));
  const usual = mains.filter((main) => !renamed.some((each) => each.main === main));
  return [
    (args) => ['-o', output, ...args, ...usual],
    ...renamed.map(({ main, name }) => (args: readonly string[]) => ['-o', `${output}${name}`, ...args, main]),
  ];
};
