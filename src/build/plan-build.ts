import { languageLack } from '../rungs/other-languages.js';
import { rungs } from '../rungs/registry.js';
import type { Unplannable } from '../rungs/rung.js';
import { planContainer } from './containers/plan-container.js';
import { planHere } from './here/plan-here.js';
import { planNix } from './nix/plan-nix.js';
import type { Plan, PlanInput } from './plan.js';

/** How a rung builds a project, a canary as any other. Pure. */
export const planBuild = (input: PlanInput): Plan | Unplannable => {
  const { builds } = rungs[input.rung];
  const lack = languageLack(rungs[input.rung], input.project);
  if (lack !== null) return { blocked: `${lack}.`, findings: [] };
  switch (builds.where) {
    case 'here':
      return planHere(input, builds);
    case 'container':
      return planContainer(input, builds);
    case 'nix':
      return planNix(input);
  }
};
