import { nativeSteps } from '../../recipe/native-steps.js';
import type { Plan, PlanInput } from '../plan.js';
import { jobsEnvironment, jobsOf } from '../planned-jobs.js';
import { withQuestions } from './questions.js';
import { withTests } from './with-tests.js';

/** The project's usual build by this machine's own tools, whatever linkage its programs have. Pure. */
export const planNative = (input: Omit<PlanInput, 'rung'>): Plan => {
  const { project, place, args } = input;
  const jobs = jobsOf(input);
  const stepsOf = (build: typeof project.build, words = args) =>
    nativeSteps({ project: { ...project, build }, folders: place, args: words });
  const { files, output, steps } = stepsOf(project.build);
  const plan: Parameters<typeof withQuestions>[0]['plan'] = (build, words) => stepsOf(build, words).steps;
  const below = files.map((file) => ({ ...file, path: `${place.build}/${file.path}` }));
  const tested = input.tests ? withTests(project.build, steps, place) : null;
  const asked = tested
    ? { files: below, steps: tested }
    : withQuestions({ project, place, args, plan }, { files: below, steps });
  return { ...asked, env: jobsEnvironment(input, jobs), output, jobs, expects: null };
};
