import { withLibraries } from '../../libs/with-libraries.js';
import type { Build, ChosenProject } from '../../project/project.js';
import { stepsFor } from '../../recipe/steps.js';
import { ownRustTarget } from '../../rungs/architectures.js';
import { withoutForeign } from '../../rungs/foreign-variables.js';
import { rungs } from '../../rungs/registry.js';
import type { BuildsHere, Unplannable } from '../../rungs/rung.js';
import { sanitizeLine } from '../../text/sanitize.js';
import type { Plan, PlanInput, PlannedStep } from '../plan.js';
import { jobsEnvironment, jobsOf, libcsOf } from '../planned-jobs.js';
import { withTestsOrQuestions } from './questions.js';

/** A build by tools of this machine: the steps of the project's build system, with the rung's own compiler. */
export const planHere = (input: PlanInput, builds: BuildsHere): Plan | Unplannable => {
  const { rung, project, place, args, options, facts, env } = input;
  const host = facts.os.arch ?? 'x86_64';
  const arch = options.arch ?? host;
  const programs = builds.find(facts, arch, options);
  if ('blocked' in programs) return programs;
  const tools = withLibraries(builds.toolchain(programs, arch, host), input.libraries ?? []);
  // A compiler of another C library must not take its place.
  if (onlyCxx(project) && !rungs[rung].languages.includes('cxx')) {
    return { blocked: 'This rung has no C++ compiler.', findings: [] };
  }
  const jobs = jobsOf(input);
  const stepsOf = (build: Build, words: readonly string[]) => {
    const planned = stepsFor({ project: { ...project, build }, tools, folders: place, args: words, tuning: options });
    return { ...planned, steps: tools.rustTarget === null ? planned.steps.map(forOwnTarget) : planned.steps };
  };
  const { files: helpers, output, steps } = stepsOf(project.build, args);
  const files = helpers.map((file) => ({ ...file, path: `${place.build}/${file.path}` }));
  // A name is a promise: what it builds for is asked of the compiler before anything is built.
  const asks = builds.asksTarget === undefined ? [] : [targetQuestion(tools.cc, builds.asksTarget)];
  const plan = (build: Build, words: readonly string[] = args) => stepsOf(build, words).steps;
  const asked = withTestsOrQuestions(input, { files, steps }, plan);
  // Go keeps the standard library, compiled for this linkage, in its cache: half a minute saved the next time.
  const homeless = project.build.system === 'go' && !env.HOME && !env.GOCACHE;
  return {
    files: asked.files,
    env: {
      ...withoutForeign,
      ...(tools.cacheVariable === undefined ? {} : { [tools.cacheVariable]: `${place.scratch}/tool-cache` }),
      ...(homeless ? { GOCACHE: `${place.scratch}/go-cache` } : {}),
      ...jobsEnvironment(input, jobs),
    },
    steps: [...asks, ...asked.steps],
    output,
    jobs,
    expects: asked.tested ? null : { libc: libcsOf(tools.libc), machine: arch },
  };
};

/** Asks a compiler for its target, and ends the build where that is another C library's. */
const targetQuestion = (cc: readonly string[], wanted: string): PlannedStep => ({
  name: 'ask the compiler for its target',
  argv: [...cc, '-dumpmachine'],
  question: true,
  timeoutMs: 20_000,
  read: (output) =>
    output.includes(wanted)
      ? {}
      : {
          stop: {
            outcome: 'blocked',
            reason: `${cc.join(' ')} builds for ${sanitizeLine(output, 80)}, not for ${wanted}.`,
            findings: [],
          },
        },
});

/** A step of cargo for rustc's own target, which only rustc knows: once it is named, flags spare build scripts. */
const forOwnTarget = (step: PlannedStep): PlannedStep =>
  step.argv[0] === 'cargo'
    ? { ...step, argv: ['sh', '-c', `CARGO_BUILD_TARGET=${ownRustTarget} exec "$@"`, 'sh', ...step.argv] }
    : step;

/** Whether the steps themselves call the C++ compiler; build systems look for one of their own. */
const onlyCxx = ({ build }: ChosenProject): boolean =>
  build.system === 'plain' && build.programs.some(({ sources }) => sources.some((path) => !path.endsWith('.c')));
