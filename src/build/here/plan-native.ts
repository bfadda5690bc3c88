import { nativeSteps } from '../../recipe/native-steps.js';
import type { Plan, PlanInput } from '../plan.js';
import { jobsEnvironment, jobsOf } from '../planned-jobs.js';
import { withTestsOrQuestions } from './questions.js';

/** The project's usual build by this machine's own tools, whatever linkage its programs have. Pure. */
export const planNative = (input: Omit<PlanInput, 'rung'>): Plan => {
  const { project, place, args } = input;
  const jobs = jobsOf(input);
  const stepsOf = (build: typeof project.build, words = args) =>
    nativeSteps({ project: { ...project, build }, folders: place, args: words });
  const { files, output, steps } = stepsOf(project.build);
  const below = files.map((file) => ({ ...file, path: `${place.build}/${file.path}` }));
  const asked = withTestsOrQuestions(input, { files: below, steps }, (build, words) => stepsOf(build, words).steps);
  return { files: asked.files, steps: asked.steps, env: jobsEnvironment(input, jobs), output, jobs, expects: null };
};
