import { nixJobs } from '../ladder/jobs.js';
import { nixBuild } from './nix-build.js';
import { type BuildPlan, libcOf, type PlanInput, type Unplannable } from './plan.js';

/** A build by nix-build of the very static.nix that the recipe writes. */
export const planNix = (input: PlanInput): BuildPlan | Unplannable => {
  const { project, setup, facts, place, args } = input;
  const { options } = setup;
  if (args.length > 0) {
    return {
      blocked: `Words for the build tool cannot be handed into a derivation; put them into static.nix (musl-wizard recipe ${setup.rung} --write).`,
      findings: [],
    };
  }
  const { maxJobs, cores } = jobsOf(input);
  const arch = options.arch ?? facts.os.arch ?? 'x86_64';
  const found = options.nixpkgs !== undefined || facts.nix.nixpkgs.path !== null;
  const words = [
    `${place.source}/static.nix`,
    '--out-link',
    `${place.build}/result`,
    ...['--max-jobs', String(maxJobs)],
    ...(cores === null ? [] : ['--cores', String(cores)]),
    ...(options.nixpkgs === undefined ? [] : ['-I', `nixpkgs=${options.nixpkgs}`]),
    // Without a nixpkgs of its own the machine fetches the pinned one.
    ...(found ? ['--arg', 'nixpkgs', '<nixpkgs>'] : []),
    ...(options.nixBuilders === undefined ? [] : ['--builders', options.nixBuilders]),
    ...Object.entries(options.nixSettings ?? {}).flatMap(([name, value]) => ['--option', name, value]),
  ];
  const content = nixBuild({ project, rung: setup.rung, options, arch })[0]?.content ?? '';
  return {
    files: [{ path: `${place.source}/static.nix`, content }],
    env: {},
    steps: [{ name: 'nix-build', argv: ['nix-build', ...words], env: {} }],
    output: { folder: `${place.build}/result/bin`, deep: false },
    jobs: cores ?? 1,
    expects: { libc: libcOf('musl'), machine: arch },
  };
};

/** With remote builders nothing is built here, even where none of them answers; how many cores they have they know. */
const jobsOf = ({ setup: { options }, facts }: PlanInput): { maxJobs: number; cores: number | null } => {
  if (options.nixBuilders !== undefined) return { maxJobs: 0, cores: options.jobs ?? null };
  return options.jobs === undefined ? nixJobs(facts) : { maxJobs: 1, cores: options.jobs };
};
