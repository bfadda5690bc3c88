import type { Libc } from '../artifact/artifact.js';
import { jobsFor, workloadOf } from '../ladder/jobs.js';
import { jobsVariable } from '../recipe/steps.js';
import type { PlanInput } from './plan.js';

/** Jobs for a build: those that were chosen, or what the machine bears. */
export const jobsOf = ({ project, options, facts }: Pick<PlanInput, 'project' | 'options' | 'facts'>): number =>
  options.jobs ?? jobsFor(facts, workloadOf(project.languages)).jobs;

/** The variable that gives a project's build system its jobs; none where it takes all processors by itself. */
export const jobsEnvironment = ({ project }: Pick<PlanInput, 'project'>, jobs: number): Record<string, string> => {
  const variable = jobsVariable[project.build.system];
  return variable === null ? {} : { [variable.name]: `${variable.prefix}${jobs}` };
};

// Go without cgo holds no C library; a program that uses hardly any of it cannot always be recognised.
/** What may be found in a program of a C library. */
export const libcsOf = (libc: 'musl' | 'glibc'): readonly Libc[] => [libc, 'none', 'unknown'];
