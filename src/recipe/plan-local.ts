import { withoutForeign } from '../rungs/foreign-variables.js';
import type { BuildsHere } from '../rungs/rung.js';
import { type BuildPlan, jobsOf, libcOf, type PlanInput, type Unplannable } from './plan.js';
import { jobsVariable, stepsFor } from './steps.js';

/** A build by tools of this machine. */
export const planLocal = (input: PlanInput, builds: BuildsHere): BuildPlan | Unplannable => {
  const { project, place, args, setup, facts } = input;
  const host = facts.os.arch ?? 'x86_64';
  const arch = setup.options.arch ?? host;
  const programs = builds.find(facts, arch);
  if ('blocked' in programs) return programs;
  const tools = builds.toolchain(programs, arch, host);
  const jobs = jobsOf(input);
  const variable = jobsVariable[project.build.system];
  const { files, steps, output } = stepsFor({ project, tools, folders: place, args });
  return {
    files: files.map((file) => ({ ...file, path: `${place.build}/${file.path}` })),
    env: { ...withoutForeign, ...(variable === null ? {} : { [variable.name]: `${variable.prefix}${jobs}` }) },
    steps,
    output,
    jobs,
    expects: { libc: libcOf(tools.libc), machine: tools.arch },
  };
};
